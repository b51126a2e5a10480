namespace HoopConnect.Databases.MySql.Server.Grants;

/// <summary>What a grant is on.</summary>
internal enum GrantLevel
{
    /// <summary><c>*.*</c>.</summary>
    Global,

    /// <summary><c>`schema`.*</c>.</summary>
    Schema,

    /// <summary>A table or view, or columns of it.</summary>
    Table,

    /// <summary>A procedure, a function, a package.</summary>
    Routine,

    /// <summary>Another user, in whose name it may log in.</summary>
    Proxy,

    /// <summary>A role (in the server's sense) that it may take.</summary>
    Role,
}

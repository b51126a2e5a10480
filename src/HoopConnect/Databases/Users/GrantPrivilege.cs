namespace HoopConnect.Databases.Users;

/// <summary>What a policy can grant. All are rights on the tables of a scope, but for the last two.</summary>
public enum GrantPrivilege
{
    /// <summary>SELECT on tables.</summary>
    Select,

    /// <summary>INSERT on tables.</summary>
    Insert,

    /// <summary>UPDATE on tables.</summary>
    Update,

    /// <summary>DELETE on tables.</summary>
    Delete,

    /// <summary>TRUNCATE on tables. MySQL and MariaDB have no such privilege.</summary>
    Truncate,

    /// <summary>REFERENCES on tables: foreign keys that lead to them.</summary>
    References,

    /// <summary>TRIGGER on tables.</summary>
    Trigger,

    /// <summary>CREATE on the schema: new objects in it.</summary>
    Create,

    /// <summary>TEMPORARY on the database: temporary tables.</summary>
    Temporary,
}

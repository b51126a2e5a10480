using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>What a kind of user says where a policy cannot be granted; all of it before anything is changed.</summary>
internal interface IPolicyErrors
{
    /// <summary>The schema is one of the server's own.</summary>
    HoopException SystemSchema(GrantScope scope);

    /// <summary>The database is not there, or takes no connections: why not.</summary>
    HoopException NoDatabase(string database, string? whyClosed);

    /// <summary>The schema is not in the database.</summary>
    HoopException NoSchema(string database, string schema);

    /// <summary>The granter cannot give it, in words.</summary>
    HoopException CannotGrant(string what);
}

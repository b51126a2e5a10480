namespace HoopConnect.Databases.Users;

/// <summary>What a user that we made is for. Only the kind that made a user takes it over, alters or drops it.</summary>
public enum ManagedKind
{
    /// <summary>One of the three roles, <c>hoop_ro</c>, <c>hoop_rw</c>, <c>hoop_ddl</c>.</summary>
    Role,

    /// <summary>An expiring user of a session policy.</summary>
    Session,

    /// <summary>A user that logs in by IAM.</summary>
    Iam,

    /// <summary>The user of a member of an Identity Center group.</summary>
    IdentityCenter,

    /// <summary>The user of a tenant.</summary>
    Tenant,
}

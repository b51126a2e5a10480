namespace HoopConnect.Databases.Roles;

/// <summary>Whether a working password of a role is stored.</summary>
public enum RolePasswordKnowledge
{
    /// <summary>A stored password logs in: nothing needs to be done.</summary>
    Working,

    /// <summary>
    /// There is a vault and it holds no password that logs in: <c>Roles.NoWorkingSecret</c> unless a rotation was asked for or the role is
    /// new.
    /// </summary>
    NotWorking,

    /// <summary>No vault was given: an existing role gets a new password, announced in the plan and given on the object.</summary>
    NoVault,
}

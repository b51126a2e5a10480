namespace HoopConnect.IdentityCenter.Events;

/// <summary>What happened to a user.</summary>
public enum DirectoryEventKind
{
    /// <summary>The user was made.</summary>
    UserCreated,

    /// <summary>The user came into a group.</summary>
    MemberAdded,

    /// <summary>The user left a group.</summary>
    MemberRemoved,

    /// <summary>The user left the directory.</summary>
    UserDeleted,
}

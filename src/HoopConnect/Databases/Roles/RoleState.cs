namespace HoopConnect.Databases.Roles;

/// <summary>What became of one role on one server, or in one database of it.</summary>
public enum RoleState
{
    /// <summary>Is as it should be; nothing was changed.</summary>
    InSync,

    /// <summary>Was made.</summary>
    Created,

    /// <summary>Was brought into line.</summary>
    Updated,

    /// <summary>Was removed.</summary>
    Removed,

    /// <summary>Differs from what it should be (a test, or a plan that was not applied).</summary>
    Drifted,

    /// <summary>Is not there.</summary>
    Missing,

    /// <summary>Part of it cannot be brought into line by this master; the findings say what and who can.</summary>
    Incomplete,

    /// <summary>Failed; the findings say why.</summary>
    Failed,
}

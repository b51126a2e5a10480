namespace HoopConnect.Databases.Users;

/// <summary>What became of a session user that was to be removed.</summary>
public enum UserRemovalState
{
    /// <summary>It is gone.</summary>
    Removed,

    /// <summary>It was not there any more.</summary>
    Missing,

    /// <summary>It was to go as an expired one and has been made anew or extended since: it stays as it is.</summary>
    InUse,

    /// <summary>It is not one of ours, or one whose removal nobody expects (a superuser): it was not touched.</summary>
    Refused,

    /// <summary>It could not be removed and can no longer log in; the findings say what holds it.</summary>
    Locked,

    /// <summary>It could neither be removed nor locked, or was not reached; the findings say why.</summary>
    Failed,
}

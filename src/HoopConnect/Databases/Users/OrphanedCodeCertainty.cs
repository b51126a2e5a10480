namespace HoopConnect.Databases.Users;

/// <summary>How much speaks for a removed user as the author of code that the master owns.</summary>
public enum OrphanedCodeCertainty
{
    /// <summary>Nothing on the server tells: the master may have written it, or a user before the master was given it.</summary>
    Unknown,

    /// <summary>Users that HoopConnect makes can create, or could, where it is.</summary>
    Possible,

    /// <summary>It was given to, or by, a user that HoopConnect makes.</summary>
    Likely,
}

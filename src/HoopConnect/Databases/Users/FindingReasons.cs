namespace HoopConnect.Databases.Users;

/// <summary>The stable words of <see cref="Finding.Reason"/>.</summary>
internal static class FindingReasons
{
    /// <summary>Something the contract gives is not there.</summary>
    public const string Missing = "Missing";

    /// <summary>Something is there that the contract does not give.</summary>
    public const string Surplus = "Surplus";

    /// <summary>A surplus that only somebody else can take away.</summary>
    public const string Unfixable = "Unfixable";

    /// <summary>Only an owner can give it, and the master cannot act for the owner.</summary>
    public const string OwnerNotReachable = "Owner.NotReachable";

    /// <summary>It is not one of ours, or one of another kind.</summary>
    public const string NotOurs = "NotOurs";

    /// <summary>The database takes no connections, from anybody: nothing can be done in it, and nothing need be.</summary>
    public const string NotConnectable = "NotConnectable";

    /// <summary>Worth knowing: it is not the role's, and not ours to change.</summary>
    public const string Notice = "Notice";

    /// <summary>Something that should have worked did not.</summary>
    public const string Failed = "Failed";

    /// <summary>
    /// True for a finding that leaves the role less, or more, than its contract: all but a database that nobody can enter, and notices.
    /// </summary>
    public static bool Matters(Finding finding) => finding.Reason is not (NotConnectable or Notice);
}

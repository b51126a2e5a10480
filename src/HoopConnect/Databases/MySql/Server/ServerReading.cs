namespace HoopConnect.Databases.MySql.Server;

/// <summary>What was read of one server before anything is planned.</summary>
/// <param name="Version">Which server it is.</param>
/// <param name="Master">The account we are, as the server spells it.</param>
/// <param name="Schemas">The user schemas, in order of their names.</param>
/// <param name="Accounts">The role's accounts that are there, whatever their host pattern.</param>
internal sealed record ServerReading(
    ServerRelease Version, string Master, IReadOnlyList<string> Schemas, IReadOnlyList<AccountReading> Accounts)
{
    /// <summary>Schema names in GRANT are names, not patterns (<c>partial_revokes</c> is ON).</summary>
    public bool PartialRevokes { get; init; }

    /// <summary>How many rounds the server hashes a new <c>caching_sha2_password</c> with.</summary>
    public int DigestRounds { get; init; } = PasswordHash.DefaultDigestRounds;

    /// <summary>The account, where it is there.</summary>
    public AccountReading? Find(Account account) => Accounts.FirstOrDefault(found => found.Account == account);

    /// <summary>Accounts with the same user name for other hosts, which the server may prefer for a login.</summary>
    public IEnumerable<Account> Others(Account account) =>
        Accounts.Select(found => found.Account).Where(other => other.User == account.User && other != account);
}

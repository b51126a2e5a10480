using HoopConnect.Credentials.Passwords;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.Credentials.Fakes;

/// <summary>Values that the credential tests share.</summary>
internal static class CredentialSamples
{
    public static readonly CheckedVaultOptions QuickVault = new()
    {
        FirstPause = TimeSpan.FromMilliseconds(1),
        LongestPause = TimeSpan.FromMilliseconds(4),
    };

    public static readonly PasswordProtocolOptions QuickProtocol = new()
    {
        ProofDeadline = TimeSpan.FromMilliseconds(50),
        FirstPause = TimeSpan.FromMilliseconds(1),
        LongestPause = TimeSpan.FromMilliseconds(4),
    };

    public static RdsDatabase Database(string identifier = "orders") => new()
    {
        AccountId = "111122223333",
        Region = "eu-west-1",
        Identifier = identifier,
        Arn = $"arn:aws:rds:eu-west-1:111122223333:db:{identifier}",
        ResourceId = "db-" + identifier,
        Engine = "postgres",
        Status = "available",
        HostName = "127.0.0.1",
        Port = 5432,
        MasterUserName = "admin",
    };

    public static PasswordSubject Master(string identifier = "orders") =>
        PasswordSubject.Master(HoopConnect.Credentials.DatabaseIdentity.Of(Database(identifier)), "admin");

    public static CheckedVault Checked(IVault vault) => new(vault, locks: null, QuickVault, TimeProvider.System, new SemaphoreSlim(1, 1));

    public static VaultEntry Entry(string name, string password, string user = "admin") => new(name, user, Secret.From(password));
}

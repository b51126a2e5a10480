using HoopConnect.Credentials;
using HoopConnect.Databases.Roles;
using HoopConnect.Discovery;
using HoopConnect.Hosting;

namespace HoopConnect.Tests.Credentials;

public class VaultNamesTests
{
    private static readonly DateTimeOffset Moment = new(2026, 11, 21, 11, 5, 9, 42, TimeSpan.Zero);

    [Fact]
    public void The_names_are_the_ones_of_the_design()
    {
        var database = Database("orders");
        Assert.Equal("HoopConnect-111122223333-eu-west-1-orders-master", VaultNames.ForMaster(database));
        Assert.Equal("HoopConnect-111122223333-eu-west-1-orders-ro", VaultNames.ForRole(database, RoleKind.ReadOnly));
        Assert.Equal("HoopConnect-111122223333-eu-west-1-orders-rw", VaultNames.ForRole(database, RoleKind.ReadWrite));
        Assert.Equal("HoopConnect-111122223333-eu-west-1-orders-ddl", VaultNames.ForRole(database, RoleKind.Ddl));
        var master = VaultNames.ForMaster(database);
        Assert.Equal(master + "-previous", VaultNames.Previous(master));
        Assert.Equal(master + "-pending-20261121T110509042Z-0a1b2c3d", VaultNames.Pending(master, Moment, "0a1b2c3d"));
    }

    [Fact]
    public void The_longest_identifier_keeps_its_documented_name_and_all_companions_fit()
    {
        // RDS identifiers have at most 63 characters; region names at most 14 so far.
        var database = Database(new string('x', 63)) with { Region = "ap-southeast-1" };
        var name = VaultNames.ForMaster(database);
        Assert.Equal($"HoopConnect-111122223333-ap-southeast-1-{new string('x', 63)}-master", name);
        var pending = VaultNames.Pending(name, Moment, "0a1b2c3d");
        Assert.Equal(VaultNames.MaximumLength, pending.Length);
        Assert.Equal(pending, VaultNames.Pending(name, Moment, "0a1b2c3d"));
        Assert.Equal(Moment, VaultNames.PendingSince(name, pending));
        Assert.InRange(VaultNames.Previous(name).Length, 1, VaultNames.MaximumLength);
    }

    [Fact]
    public void Names_that_were_cut_stay_different()
    {
        // They differ only where the cut falls.
        var one = VaultNames.ForMaster(Database(new string('x', 62) + "a"));
        var two = VaultNames.ForMaster(Database(new string('x', 62) + "b"));
        Assert.NotEqual(VaultNames.PendingPrefix(one), VaultNames.PendingPrefix(two));
        Assert.Null(VaultNames.PendingSince(one, VaultNames.Pending(two, Moment, "0a1b2c3d")));
    }

    [Fact]
    public void A_pending_entry_is_known_in_whatever_case_the_vault_keeps_its_name()
    {
        var name = VaultNames.ForMaster(Database("Orders"));
        var pending = VaultNames.Pending(name, Moment, "0a1b2c3d");
        Assert.Equal(Moment, VaultNames.PendingSince(name, pending.ToLowerInvariant()));
        Assert.Equal(Moment, VaultNames.PendingSince(name, pending.ToUpperInvariant()));
    }

    [Fact]
    public void A_pending_entry_of_another_database_whose_name_goes_on_alike_is_not_ours()
    {
        var ours = VaultNames.ForMaster(Database("orders"));
        Assert.Null(VaultNames.PendingSince(ours, VaultNames.ForMaster(Database("orders-master-pending-20261121t110509042z-0a1b2c3d"))));
        Assert.Null(VaultNames.PendingSince(ours, ours + "-pending-20261121T110509042Z"));
        Assert.Null(VaultNames.PendingSince(ours, ours + "-pending-20261321T110509042Z-0a1b2c3d"));
        Assert.Null(VaultNames.PendingSince(ours, ours));
    }

    [Theory]
    [InlineData("db.example.com", 5432, "HoopConnect-db-example-com-5432-ro")]
    [InlineData("DB.Example.com.", 5432, "HoopConnect-db-example-com-5432-ro")]
    [InlineData("a-b.c", 5432, "HoopConnect-a--b-c-5432-ro")]
    [InlineData("a.b-c", 5432, "HoopConnect-a-b--c-5432-ro")]
    [InlineData("127.0.0.1", 54321, "HoopConnect-127-0-0-1-54321-ro")]
    [InlineData("::1", 5432, "HoopConnect-ip6-00000000000000000000000000000001-5432-ro")]
    public void A_server_named_by_hand_is_named_by_host_and_port(string host, int port, string expected) =>
        Assert.Equal(expected, VaultNames.ForRole(DatabaseIdentity.At(host, port), RoleKind.ReadOnly));

    [Fact]
    public void A_host_that_a_vault_cannot_spell_or_that_is_too_long_gets_a_stable_name_of_its_own()
    {
        var underscore = VaultNames.ForMaster(DatabaseIdentity.At("my_db", 5432));
        Assert.Equal(underscore, VaultNames.ForMaster(DatabaseIdentity.At("my_db", 5432)));
        Assert.NotEqual(underscore, VaultNames.ForMaster(DatabaseIdentity.At("my.db", 5432)));
        Assert.NotEqual(underscore, VaultNames.ForMaster(DatabaseIdentity.At("my-db", 5432)));
        var label = new string('h', 60);
        var one = VaultNames.ForMaster(DatabaseIdentity.At($"{label}.{label}.{label}.a", 5432));
        var two = VaultNames.ForMaster(DatabaseIdentity.At($"{label}.{label}.{label}.b", 5432));
        Assert.Equal(VaultNames.MaximumLength, one.Length);
        Assert.EndsWith("-master", one, StringComparison.Ordinal);
        Assert.NotEqual(one, two);
    }

    [Theory]
    [InlineData("", 5432, "Database.InvalidHost")]
    [InlineData("a b", 5432, "Database.InvalidHost")]
    [InlineData("db", 0, "Database.InvalidPort")]
    [InlineData("db", 70000, "Database.InvalidPort")]
    public void An_impossible_address_is_refused(string host, int port, string errorId) =>
        Assert.Equal(errorId, Assert.Throws<HoopException>(() => DatabaseIdentity.At(host, port)).ErrorId);

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("under_score")]
    [InlineData("slash/in")]
    public void A_name_that_some_vault_could_not_take_is_refused(string name) =>
        Assert.Equal("Vault.InvalidName", Assert.Throws<HoopException>(() => VaultNames.Validate(name)).ErrorId);

    private static RdsDatabase Database(string identifier) => Fakes.CredentialSamples.Database(identifier);
}

using System.Text;
using HoopConnect.Aws;
using HoopConnect.Credentials;
using HoopConnect.Hosting;
using HoopConnect.SessionUsers;

namespace HoopConnect.Tests.SessionUsers;

public class PersonalNameTests
{
    [Theory]
    [InlineData("alice", 35, "^alice$")]
    [InlineData("a1-b2", 35, "^a1-b2$")]
    [InlineData("Alice", 35, "^alice-[0-9a-f]{8}$")]
    [InlineData("alice@example.com", 35, "^alice-example-com-[0-9a-f]{8}$")]
    [InlineData("a-very-long-name-of-somebody-who-has-many", 35, "^a-very-long-name-of-somebo-[0-9a-f]{8}$")]
    [InlineData("名前", 35, "^caller-[0-9a-f]{8}$")]
    [InlineData("bob", 4, "^bob$")]
    [InlineData("robert", 4, "^[a-z2-7]{4}$")]
    [InlineData("Bob", 4, "^[a-z2-7]{4}$")]
    public void A_callers_name_is_letters_digits_and_hyphens_that_fit(string caller, int room, string expected) =>
        Assert.Matches(expected, PersonalName.Of(caller, room));

    [Fact]
    public void Names_that_look_alike_stay_apart_and_always_fit()
    {
        string[] callers = ["alice", "Alice", "alice.", "alice@x", "alice-x", "ALICE", new string('a', 64), new string('a', 65), "ａｌｉｃｅ"];
        Assert.Equal(callers.Length, callers.Select(caller => PersonalName.Of(caller, 35)).Distinct(StringComparer.Ordinal).Count());
        foreach (var room in new[] { 4, 18, 20, 35 })
            Assert.All(callers, caller => Assert.InRange(Encoding.UTF8.GetByteCount(PersonalName.Of(caller, room)), 1, room));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void Nobody_has_no_user_of_ones_own(string caller) =>
        Assert.Equal("SessionUser.NoCaller", Assert.Throws<HoopException>(() => PersonalName.Of(caller, 35)).ErrorId);

    [Theory]
    [InlineData("previous")]
    [InlineData("ana-previous")]
    [InlineData("pending-20260101t000000000z-abcdefgh")]
    [InlineData("a-pending-b")]
    public void A_caller_shares_no_vault_entry_with_another_users_former_or_coming_password(string caller)
    {
        var name = PersonalName.Of(caller, 35);
        Assert.Matches("^caller-[0-9a-f]{8}$", name);
        var server = DatabaseIdentity.At("h", 5432);
        var mine = VaultNames.ForSessionUser(server, "hash-" + name);
        foreach (var other in (string[])["hash", "hash-ana", "hash-a"])
        {
            var theirs = VaultNames.ForSessionUser(server, other);
            Assert.NotEqual(VaultNames.Previous(theirs), mine);
            Assert.False(mine.StartsWith(VaultNames.PendingPrefix(theirs), StringComparison.OrdinalIgnoreCase));
        }
    }

    [Theory]
    [InlineData("arn:aws:sts::111122223333:assumed-role/Admin/ana", true)]
    [InlineData("arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/ana@example.com", false)]
    [InlineData("arn:aws:iam::111122223333:user/ana", false)]
    public void Whether_the_caller_could_choose_the_name_is_known(string arn, bool isChosen) =>
        Assert.Equal(isChosen, new CallerIdentity("111122223333", arn, "A").NameIsChosen);
}

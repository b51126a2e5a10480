using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Users;
using HoopConnect.Databases.Users;

namespace HoopConnect.Tests.Databases.SqlServer.Users;

public class LoginSidTests
{
    [Fact]
    public void A_SID_says_kind_and_name_and_is_another_for_each()
    {
        var sids = new HashSet<string>();
        foreach (var kind in Enum.GetValues<ManagedKind>())
        {
            foreach (var name in new[] { "hoop_ro", "hoop_rw" })
            {
                var sid = LoginSid.Of(kind, name);
                Assert.Equal(16, sid.Length);
                Assert.True(sids.Add(Convert.ToHexString(sid)));
                Assert.True(sid.AsSpan().StartsWith(LoginSid.Prefix(kind)));
                Assert.Equal(kind, LoginSid.KindOf(sid, name.ToUpperInvariant()));
                Assert.Null(LoginSid.KindOf(sid, name + "2"));
            }
        }
    }

    [Fact]
    public void The_SIDs_of_the_roles_stay_what_they_are()
    {
        // Every server that has these roles has these SIDs: another scheme needs another version in them.
        Assert.Equal(
            ["0x486F6F704442010105FA4A1FA9AFD3B0", "0x486F6F7044420101DDE500A11C3C7E15", "0x486F6F704442010192A515176238AFC6"],
            RoleNames.All.Select(kind => LoginSid.Sql(LoginSid.Of(ManagedKind.Role, kind.RoleName()))));
        Assert.Null(LoginSid.KindOf([], "hoop_ro"));
        Assert.Null(LoginSid.KindOf(new byte[16], "hoop_ro"));
    }
}

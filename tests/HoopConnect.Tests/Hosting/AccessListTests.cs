using HoopConnect.Hosting;

namespace HoopConnect.Tests.Hosting;

public class AccessListTests
{
    private const string User = "S-1-5-21-1-2-3-1001";
    private const string Other = "S-1-5-21-1-2-3-1002";
    private const string System = "S-1-5-18";
    private const string Administrators = "S-1-5-32-544";
    private const string TrustedInstaller = "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464";
    private const string Users = "S-1-5-32-545";
    private const string AuthenticatedUsers = "S-1-5-11";
    private const string Everyone = "S-1-1-0";
    private const string CreatorOwner = "S-1-3-0";

    // As icacls shows them: F, M, RX, and the two that all have at the root of a drive and in ProgramData.
    private const uint Full = 0x1F01FF;
    private const uint Modify = 0x1301BF;
    private const uint ReadAndRun = 0x1200A9;
    private const uint MakeFolders = 0x100004;
    private const uint MakeBoth = 0x100116;

    [Theory]
    [InlineData(User)]
    [InlineData(System)]
    [InlineData(Administrators)]
    [InlineData(TrustedInstaller)]
    public void The_user_the_system_and_its_administrators_may_own_it_and_do_everything(string who)
    {
        var list = new AccessList(who, [new(who, Full), new(User, Full)]);
        foreach (var place in Enum.GetValues<AccessPlace>())
            Assert.Null(Of(list, place));
    }

    [Theory]
    [InlineData(Other)]
    [InlineData(Users)]
    [InlineData("")]
    public void What_belongs_to_somebody_else_is_refused_wherever_it_is(string owner)
    {
        foreach (var place in Enum.GetValues<AccessPlace>())
            Assert.Equal($"'C:\\x' belongs to <{owner}>", Of(new AccessList(owner, [new(User, Full)]), place));
    }

    [Theory]
    // What a folder below C:\ inherits, and an export that was made without a list of its own.
    [InlineData(AuthenticatedUsers, Modify, true)]
    [InlineData(Everyone, Full, true)]
    [InlineData(Everyone, ReadAndRun, false)]
    [InlineData(Users, MakeFolders, true)]
    [InlineData(Users, MakeBoth, true)]
    [InlineData(Other, 0x2u, true)]
    [InlineData(Other, 0x10000u, true)]
    [InlineData(Other, 0x40000u, true)]
    [InlineData(Other, 0x80000u, true)]
    [InlineData(Other, 0x10000000u, true)]
    [InlineData(Other, 0x40000000u, true)]
    [InlineData(Other, 0x80000000u, false)]
    [InlineData(CreatorOwner, Full, false)]
    [InlineData("S-1-3-4", Full, false)]
    public void It_is_refused_where_somebody_else_may_write_to_it(string who, uint rights, bool refused)
    {
        var list = new AccessList(User, [new(System, Full), new(who, rights), new(User, Full)]);
        Assert.Equal(refused ? $"<{who}> can write to 'C:\\x'" : null, Of(list, AccessPlace.Itself));
    }

    [Theory]
    // C:\ and C:\ProgramData as Windows makes them: all may add to them, nobody may touch what is another's.
    [InlineData(AuthenticatedUsers, MakeFolders, true, false)]
    [InlineData(Users, MakeBoth, false, false)]
    [InlineData(Users, ReadAndRun, false, false)]
    // The root of a second drive: no right to delete what lies in it, and a root has no other name.
    [InlineData(AuthenticatedUsers, Modify, true, false)]
    // A folder that another could rename, to put one of his own in its place.
    [InlineData(AuthenticatedUsers, Modify, false, true)]
    [InlineData(Everyone, Full, true, true)]
    [InlineData(Users, 0x40u, true, true)]
    [InlineData(Users, 0x40u, false, true)]
    [InlineData(Users, 0x40000u, true, true)]
    public void A_folder_above_is_refused_where_somebody_else_may_replace_what_lies_in_it(
        string who, uint rights, bool isRoot, bool refused)
    {
        var list = new AccessList(TrustedInstaller, [new(Administrators, Full), new(who, rights)]);
        Assert.Equal(refused ? $"<{who}> can replace what is in 'C:\\x'" : null, Of(list, isRoot ? AccessPlace.Root : AccessPlace.Above));
    }

    private static string? Of(AccessList list, AccessPlace place) => list.Complaint(@"C:\x", User, place, sid => $"<{sid}>");
}

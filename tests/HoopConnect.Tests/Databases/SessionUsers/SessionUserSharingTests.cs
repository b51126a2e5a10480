using HoopConnect.Databases;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.Databases.SessionUsers;

public class SessionUserSharingTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly SessionUserRequest Request = new(
        new ConnectionSettings("db", 5432, new DatabaseLogin("granter", Secret.From("x"))), "_hoop_session_user_3f551261")
    {
        Grants = new GrantRequest("p", [new GrantScope("dellstore", "public")], [GrantPrivilege.Select]),
        Expiration = TimeSpan.FromHours(12),
    };

    [Theory]
    [InlineData(12, 0, SessionUserPasswordAction.HandOut)]
    [InlineData(6, 6, SessionUserPasswordAction.HandOut)]
    [InlineData(5.99, 6.01, SessionUserPasswordAction.Extend)]
    [InlineData(0.01, 11.99, SessionUserPasswordAction.Extend)]
    [InlineData(6, 30, SessionUserPasswordAction.HandOut)]
    [InlineData(5.99, 23.99, SessionUserPasswordAction.Extend)]
    [InlineData(5.99, 24, SessionUserPasswordAction.Renew)]
    [InlineData(0, 12, SessionUserPasswordAction.Renew)]
    [InlineData(-1, 13, SessionUserPasswordAction.Renew)]
    [InlineData(5, -25, SessionUserPasswordAction.Renew)]
    public void A_password_is_handed_out_extended_or_renewed_by_what_is_left_and_by_its_age(
        double hoursLeft,
        double age,
        SessionUserPasswordAction expected
    ) => Assert.Equal(expected, SessionUserSharing.Decide(User(hoursLeft, age), Request));

    [Fact]
    public void Rotation_a_lock_and_a_missing_mark_make_a_new_password()
    {
        Assert.Equal(SessionUserPasswordAction.Renew, SessionUserSharing.Decide(User(12, 0), Request with { Rotate = true }));
        Assert.Equal(SessionUserPasswordAction.Renew, SessionUserSharing.Decide(User(12, 0) with { CanLogIn = false }, Request));
        Assert.Equal(SessionUserPasswordAction.Renew, SessionUserSharing.Decide(User(12, 0) with { Mark = null }, Request));
    }

    [Fact]
    public void A_user_that_never_expires_gets_an_expiry()
    {
        var endless = User(12, 1) with { Expires = null };
        Assert.Equal(SessionUserPasswordAction.Extend, SessionUserSharing.Decide(endless, Request));
    }

    [Fact]
    public void A_shorter_life_shortens_a_user_of_ones_own_and_never_a_shared_one()
    {
        var shorter = Request with { Expiration = TimeSpan.FromHours(1) };
        Assert.Equal(SessionUserPasswordAction.HandOut, SessionUserSharing.Decide(User(11, 1), shorter));
        Assert.Equal(SessionUserPasswordAction.Extend, SessionUserSharing.Decide(User(11, 1), shorter with { Caller = "alice" }));
        Assert.Equal(SessionUserPasswordAction.HandOut, SessionUserSharing.Decide(User(1, 1), shorter with { Caller = "alice" }));
    }

    private static SessionUserReading User(double hoursLeft, double age) =>
        new(
            Now,
            Now.AddHours(hoursLeft),
            CanLogIn: true,
            new ManagedMark(ManagedKind.Session) { Policy = "p", PasswordSet = Now.AddHours(-age) },
            IsComplete: true);
}

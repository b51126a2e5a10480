using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Provisioning.Roles;

namespace HoopConnect.Tests.Provisioning.Roles;

public sealed class DatabaseRoleTests
{
    [Fact]
    public void The_failure_of_roles_counts_their_findings_and_shows_the_first_few_once_and_says_where_the_rest_is()
    {
        var shared = Enumerable.Range(0, 500)
            .Select(number => new Finding("app", $"table t{number}", "Owner.NotReachable", "lacks SELECT")).ToList();
        var failure = DatabaseRole.Incomplete(
        [
            Role(RoleKind.ReadOnly, RoleState.Incomplete, shared),
            Role(RoleKind.ReadWrite, RoleState.InSync, []),
            Role(RoleKind.Ddl, RoleState.Failed, [.. shared, new Finding(null, "member", "Notice", "no difference")]),
        ], "orders")!;

        Assert.Equal(
            "2 of 3 roles are not as they should be on 'orders': hoop_ro Incomplete (500), hoop_ddl Failed (500). "
                + "First: app: table t0: Owner.NotReachable: lacks SELECT; app: table t1: Owner.NotReachable: lacks SELECT; "
                + "app: table t2: Owner.NotReachable: lacks SELECT; and 497 more",
            failure.Message);
        Assert.Contains("-ExpandProperty Findings", failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Roles_that_are_as_they_should_be_are_no_failure() =>
        Assert.Null(DatabaseRole.Incomplete([Role(RoleKind.ReadOnly, RoleState.Created, [])], "orders"));

    private static DatabaseRole Role(RoleKind kind, RoleState state, IReadOnlyList<Finding> findings) => new()
    {
        Identifier = "orders",
        Engine = "postgres",
        HostName = "orders",
        Port = 5432,
        UserName = kind.RoleName(),
        Role = kind,
        State = state,
        Findings = findings,
    };
}

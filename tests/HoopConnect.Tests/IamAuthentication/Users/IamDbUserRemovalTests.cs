using System.Runtime.CompilerServices;
using HoopConnect.Databases;
using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Users;
using HoopConnect.Planning;
using HoopConnect.Secrets;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.IamAuthentication.Users;

/// <summary>Users that log in by token are removed: by a plan that is scripted, and from real servers.</summary>
public class IamDbUserRemovalTests(SandboxFixture sandboxes)
{
    private static readonly RdsDatabase Orders = new()
    {
        AccountId = "222233334444",
        Region = "eu-west-1",
        Identifier = "orders",
        Arn = "arn:aws:rds:eu-west-1:222233334444:db:orders",
        ResourceId = "db-ORDERS",
        Engine = "postgres",
        Status = "available",
        HostName = "orders.example.com",
        Port = 5432,
    };

    private static readonly ConnectionSettings Master = new("orders.example.com", 5432, new DatabaseLogin("postgres", Secret.From("x")));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Engines => ["postgres", "mariadb"];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_user_that_was_made_is_removed_and_one_of_another_kind_is_not(string engine)
    {
        await using var scenario = engine == "postgres" ? await IamScenario.PostgresAsync(sandboxes)
            : await IamScenario.MariaDbAsync(sandboxes);
        var users = new IamDbUsers(scenario.Described());
        var made = await users.PlanAsync(new IamUserRequest(scenario.Master, "report"), new RecordingHost(), Cancel);
        await users.ApplyAsync(made, new RecordingHost(), Cancel);

        var master = scenario.Master.Login.UserName;
        var request = new UserRemovalRequest(scenario.Master, [new("report", false), new("nobody", false), new(master, false)]);
        var plan = await users.PlanRemovalAsync(request, new RecordingHost(), Cancel);
        Assert.Contains(plan.Plan.Steps, step => step.Statement.StartsWith("DROP ", StringComparison.Ordinal));
        var rows = await users
            .RemoveAsync(plan, new RecordingHost(), Cancel)
            .ToDictionaryAsync(row => row.UserName, cancellationToken: Cancel);

        Assert.Equal(UserRemovalState.Removed, rows["report"].State);
        Assert.Equal(UserRemovalState.Missing, rows["nobody"].State);
        Assert.Equal(UserRemovalState.Refused, rows[master].State);
        Assert.Equal("IamUser.NotOurs", IamDbUsers.NotRemoved(rows[master])!.ErrorId);
        Assert.Equal(LoginOutcome.Refused, await scenario.LogInAsync("report", await scenario.TokenAsync("report")));
    }

    [Fact]
    public async Task Each_user_is_a_row_that_says_where_it_was()
    {
        var plan = new ScriptedPlan(
            ["a", "b"], [Outcome("a", UserRemovalState.Removed), Outcome("b", UserRemovalState.Locked, "another role granted it")]);
        var rows = await new IamDbUsers(Orders).RemoveAsync(plan, new RecordingHost(), Cancel).ToListAsync(Cancel);
        Assert.Equal(["a@orders.example.com:5432: Removed", "b@orders.example.com:5432: Locked"], rows.Select(row => row.ToString()));
        Assert.All(
            rows,
            row =>
                Assert.Equal((Orders.Arn, Orders.Region, Orders.AccountId, Orders.Engine), (row.Arn, row.Region, row.AccountId, row.Engine))
        );
        Assert.Contains("another role granted it", rows[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Users_that_a_failure_kept_from_being_done_are_rows_too()
    {
        var broken = new HoopException(DatabaseErrors.Unreachable, "The server is gone.");
        var plan = new ScriptedPlan(["a", "b", "c"], [Outcome("b", UserRemovalState.Removed)]) { Failure = broken };
        var rows = new List<RemovedIamDbUser>();
        var thrown = await Assert.ThrowsAsync<HoopException>(async () =>
        {
            await foreach (var row in new IamDbUsers(Orders).RemoveAsync(plan, new RecordingHost(), Cancel))
                rows.Add(row);
        });
        Assert.Same(broken, thrown);
        Assert.Equal(
            [("b", UserRemovalState.Removed), ("a", UserRemovalState.Failed), ("c", UserRemovalState.Failed)],
            rows.Select(row => (row.UserName, row.State)));
        Assert.All(rows.Skip(1), row => Assert.Contains("The server is gone.", row.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(UserRemovalState.Removed, null)]
    [InlineData(UserRemovalState.Missing, null)]
    [InlineData(UserRemovalState.Refused, "IamUser.NotOurs")]
    [InlineData(UserRemovalState.Locked, "IamUser.NotRemoved")]
    [InlineData(UserRemovalState.Failed, "IamUser.NotRemoved")]
    public void A_user_that_is_still_there_is_a_failure(UserRemovalState state, string? id)
    {
        var row = new RemovedIamDbUser
        {
            Identifier = "orders",
            Arn = Orders.Arn,
            Engine = "postgres",
            HostName = "h",
            Port = 1,
            UserName = "report",
            State = state,
        };
        var failure = IamDbUsers.NotRemoved(row);
        Assert.Equal((id, id is null ? null : Orders.Arn), (failure?.ErrorId, failure?.Target));
    }

    [Fact]
    public async Task An_engine_without_IAM_and_a_proxy_are_refused_before_anything_is_asked()
    {
        var request = new UserRemovalRequest(Master, [new("report", false)]);
        var engine = await Assert.ThrowsAsync<HoopException>(() =>
            new IamDbUsers(Orders with { Engine = "sqlserver-se" }).PlanRemovalAsync(request, new RecordingHost(), Cancel));
        Assert.Equal("IamUser.EngineNotServed", engine.ErrorId);
        var proxy = await Assert.ThrowsAsync<HoopException>(() =>
            new IamDbUsers(Orders with { Kind = DatabaseKind.Proxy }).PlanRemovalAsync(request, new RecordingHost(), Cancel));
        Assert.Equal("IamUser.Proxy", proxy.ErrorId);
    }

    private static UserRemoval Outcome(string userName, UserRemovalState state, string? why = null) =>
        new(userName, state, why is null ? [] : [new Finding(null, "user", "Failed", why)]);

    private sealed record ScriptedPlan(string[] Names, UserRemoval[] Outcomes)
        : UserRemovalPlan(
            new UserRemovalRequest(Master, [.. Names.Select(name => new UserToRemove(name, false))]),
            new Plan("orders", "remove users", []),
            [])
    {
        public HoopException? Failure { get; init; }

        public override async IAsyncEnumerable<UserRemoval> ApplyAsync(
            Action<double> progress, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            foreach (var outcome in Outcomes)
            {
                await Task.Yield();
                progress(0.5);
                yield return outcome;
            }

            if (Failure is not null)
                throw Failure;
        }
    }
}

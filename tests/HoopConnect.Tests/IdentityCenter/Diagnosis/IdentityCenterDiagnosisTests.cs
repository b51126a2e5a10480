using HoopConnect.Aws;
using HoopConnect.Databases;
using HoopConnect.Databases.IdentityCenterUsers;
using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication;
using HoopConnect.IamAuthentication.Diagnosis;
using HoopConnect.IdentityCenter.Diagnosis;
using HoopConnect.Sandbox;
using HoopConnect.Secrets;
using HoopConnect.Tests.Aws;

namespace HoopConnect.Tests.IdentityCenter.Diagnosis;

/// <summary>A person's own side: who the session says one is, and what the login hangs on beside the database.</summary>
public sealed class IdentityCenterDiagnosisTests(SandboxFixture fixture) : IDisposable
{
    private readonly TestEnvironment _environment = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _environment.Dispose();

    [Fact]
    public async Task The_user_is_the_one_of_the_session_and_of_no_other_role()
    {
        await using var sandbox = await fixture.StartAsync();
        using var person = await PersonAsync(sandbox, sandbox.Organisation.Management.Id, "omar@example.com");
        Assert.Equal("omar@example.com", await OwnUserName.FindAsync(person, Stop));
        Assert.False((await person.GetCallerIdentityAsync(Stop)).NameIsChosen);
        using var administrator = await _environment.OpenAsync(sandbox);
        var refused = await Assert.ThrowsAsync<HoopException>(() => OwnUserName.FindAsync(administrator, Stop));
        Assert.Equal("IamAuthentication.NoUserName", refused.ErrorId);
        Assert.Contains("user/dba", refused.Message, StringComparison.Ordinal);
        Assert.Empty(
            await IdentityCenterDiagnosis.Of(administrator).RunAsync("orders", "dba", DatabaseEngines.For("postgres"), null, Stop));
        Assert.Null(new CallerIdentity("1", "arn:aws:sts::1:assumed-role/Other/AWSReservedSSO_x", "").IdentityCenterUserName);
    }

    [Fact]
    public async Task Each_link_is_found_whole_or_broken_with_its_mend()
    {
        await using var sandbox = await fixture.StartAsync();
        var directory = sandbox.Organisation.IdentityCenters[0];
        using var jane = await PersonAsync(sandbox, directory.AccountId, "jane");
        var checks = await RowsAsync(jane, "jane");
        Assert.Equal([IamLink.DirectoryUser, IamLink.DirectoryGroup, IamLink.NameAttribute, IamLink.DatabaseRole], checks.Keys);
        Assert.Equal(IamOutcome.Passed, checks[IamLink.DirectoryUser].Outcome);
        Assert.Contains("'DBA'", checks[IamLink.DirectoryGroup].Message, StringComparison.Ordinal);
        Assert.Equal(IamOutcome.Failed, checks[IamLink.NameAttribute].Outcome);
        Assert.Contains("Get-HoopIamPolicy IdentityCenterAbac -Apply", checks[IamLink.NameAttribute].Mend, StringComparison.Ordinal);
        Assert.All(checks.Values, check => Assert.Equal(("orders", "jane"), (check.Database, check.UserName)));

        lock (sandbox.Organisation.Gate)
            directory.Attributes = new() { ["login"] = ["${path:userName}"] };
        Assert.Contains("'login'", (await RowsAsync(jane, "jane"))[IamLink.NameAttribute].Message, StringComparison.Ordinal);
        Assert.Equal(IamOutcome.Failed, (await RowsAsync(jane, "Jane"))[IamLink.DirectoryUser].Outcome);
        Assert.Equal(IamOutcome.Unknown, (await RowsAsync(jane, "hoop_ro"))[IamLink.DirectoryUser].Outcome);

        using var ada = await PersonAsync(sandbox, directory.AccountId, "ada");
        Assert.Contains("is in no group", (await RowsAsync(ada, "ada"))[IamLink.DirectoryGroup].Message, StringComparison.Ordinal);
        using var gone = await PersonAsync(sandbox, directory.AccountId, "gone");
        Assert.Equal(IamOutcome.Failed, (await RowsAsync(gone, "gone"))[IamLink.DirectoryGroup].Outcome);
    }

    public static TheoryData<PersonUser?, IamOutcome, string> Users => new()
    {
        { new PersonUser("jane", true) { Has = ["hoop_ddl"] }, IamOutcome.Passed, "has hoop_ddl" },
        { new PersonUser("jane", true), IamOutcome.Failed, "may do nothing" },
        { new PersonUser("jane", true) { Has = ["hoop_ddl"], IsLocked = true }, IamOutcome.Failed, "kept from logging in" },
        { new PersonUser("jane.doe", true) { Has = ["hoop_ddl"] }, IamOutcome.Failed, "still has the name 'jane.doe'" },
        { new PersonUser("jane", false) { Has = ["hoop_ddl"] }, IamOutcome.Unknown, "was not made for 'jane'" },
        { null, IamOutcome.Failed, "no user for 'jane'" },
    };

    [Theory]
    [MemberData(nameof(Users))]
    public async Task What_the_server_made_of_the_person_is_looked_at_where_an_administrator_is_given(
        PersonUser? user, IamOutcome outcome, string words)
    {
        await using var sandbox = await fixture.StartAsync();
        var directory = sandbox.Organisation.IdentityCenters[0];
        using var jane = await PersonAsync(sandbox, directory.AccountId, "jane");
        var administrator = new ConnectionSettings("localhost", 5432, new DatabaseLogin("admin", Secret.From("of-a-test-only")));
        var engine = new Engine(user);
        var checks = await IdentityCenterDiagnosis.Of(jane).RunAsync("orders", "jane", engine, administrator, Stop);
        var check = checks.Single(each => each.Link == IamLink.DatabaseRole);
        Assert.Equal(outcome, check.Outcome);
        Assert.Contains(words, check.Message, StringComparison.Ordinal);
        Assert.Equal(outcome == IamOutcome.Passed, check.Mend.Length == 0);
        Assert.Equal(directory.User("jane").Id, engine.Asked);
        var unseen = (await RowsAsync(jane, "jane"))[IamLink.DatabaseRole];
        Assert.Equal((IamOutcome.Unknown, true), (unseen.Outcome, unseen.Mend.Contains("-DbCredential", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_a_person_may_not_ask_is_unknown_and_says_who_can()
    {
        await using var sandbox = await fixture.StartAsync();
        using var elsewhere = await PersonAsync(sandbox, "222233334444", "jane");
        var checks = await RowsAsync(elsewhere, "jane");
        Assert.Equal(IamOutcome.Unknown, checks[IamLink.DirectoryGroup].Outcome);
        Assert.Contains("-Region", checks[IamLink.NameAttribute].Mend, StringComparison.Ordinal);
        sandbox.Organisation.Denials.Deny(sandbox.Organisation.Management.Id, "identitystore:*");
        using var jane = await PersonAsync(sandbox, sandbox.Organisation.Management.Id, "jane");
        var denied = (await RowsAsync(jane, "jane"))[IamLink.DirectoryGroup];
        Assert.Contains("identitystore:GetUserId", denied.Message, StringComparison.Ordinal);
    }

    private static async Task<Dictionary<IamLink, IamCheck>> RowsAsync(AwsSession session, string userName) =>
        (await IdentityCenterDiagnosis.Of(session).RunAsync("orders", userName, DatabaseEngines.For("postgres"), null, Stop))
            .ToDictionary(check => check.Link);

    private Task<AwsSession> PersonAsync(AwsSandbox sandbox, string accountId, string userName)
    {
        var key = sandbox.Organisation.Keys.CreatePersonSession(sandbox.Organisation, accountId, userName);
        return _environment.OpenAsync(sandbox, options => options with
        {
            AccessKey = key.AccessKeyId,
            SecretKey = Secret.From(key.SecretAccessKey),
            SessionToken = Secret.From(key.SessionToken!),
        });
    }

    /// <summary>A server that has this user.</summary>
    private sealed class Engine(PersonUser? user) : IDatabaseEngine, IIdentityCenterUsers
    {
        public string? Asked { get; private set; }

        public string Family => "test";

        public int DefaultPort => 0;

        public string MaintenanceDatabase => "";

        public IRoleProvisioner Roles => throw new NotSupportedException();

        public IIdentityCenterUsers IdentityCenterUsers => this;

        public bool Serves(string rdsEngine) => false;

        public Task<IDatabaseSession> OpenAsync(ConnectionSettings settings, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<LoginOutcome> TryLoginAsync(ConnectionSettings settings, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<IdentityCenterPlan> PlanAsync(IdentityCenterRequest request, IHoopHost host, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<PersonUser?> FindAsync(
            ConnectionSettings administrator, string userId, string userName, CancellationToken cancellationToken)
        {
            Asked = userId;
            return Task.FromResult(user);
        }
    }
}

using HoopConnect.Databases;
using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Tests.Databases.PostgreSql.Server;

namespace HoopConnect.Tests.Databases.PostgreSql.Roles;

public class RolePasswordTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_role_whose_stored_password_does_not_log_in_is_left_alone_unless_rotation_was_asked_for()
    {
        await using var roles = await RoleServer.StartAsync();
        await roles.ProvisionAsync();
        var first = roles.Login(RoleKind.ReadOnly);
        await roles.AsMasterAsync("postgres", "ALTER ROLE hoop_ro PASSWORD 'changed-by-hand'");

        Assert.Equal("Roles.NoWorkingSecret", (await Assert.ThrowsAsync<HoopException>(() => roles.PlanAllAsync())).ErrorId);
        Assert.Equal(LoginOutcome.Accepted,
            await roles.Engine.TryLoginAsync(roles.Server.Settings(new ServerLogin("hoop_ro", "changed-by-hand")), Stop));

        var plan = await roles.PlanAsync(roles.Request with { RotatePassword = true });
        Assert.Equal(3, plan.Plan.Steps.Count(step => step.Action == "set password" && step.Note == "rotation was asked for"));
        var outcomes = await roles.ApplyAsync(plan);
        Assert.All(outcomes.Values, outcome => Assert.Equal((RoleState.Updated, true), (outcome.State, outcome.PasswordChanged)));
        Assert.Equal(LoginOutcome.Refused, await roles.Engine.TryLoginAsync(roles.Server.Settings(first), Stop));
        Assert.Equal(LoginOutcome.Accepted, await roles.Engine.TryLoginAsync(roles.Server.Settings(roles.Login(RoleKind.ReadOnly)), Stop));
        RoleAssert.InSync(await roles.PlanAsync());
    }

    [Fact]
    public async Task Without_a_vault_a_role_that_is_there_gets_a_new_password_and_the_plan_says_so()
    {
        await using var roles = await RoleServer.StartAsync();
        await roles.ProvisionAsync();
        roles.Passwords = new MemoryRolePasswords(roles.Engine, roles.Request.Master) { NoVault = true };
        var plan = await roles.PlanAsync();
        Assert.Equal(3, plan.Plan.Steps.Count);
        Assert.All(plan.Plan.Steps, step => Assert.StartsWith("no vault was given", step.Note, StringComparison.Ordinal));
        var outcomes = await roles.ApplyAsync(plan);
        foreach (var outcome in outcomes.Values)
            Assert.Equal(LoginOutcome.Accepted, await roles.Engine.TryLoginAsync(roles.Request.AsRole(outcome.Login!), Stop));
    }

    [Theory]
    [EveryMajor]
    public async Task A_role_that_nobody_can_log_in_as_gets_LOGIN_and_a_new_password(int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(major, asOnRds);
        await roles.ProvisionAsync();
        await roles.AsMasterAsync("postgres", "ALTER ROLE hoop_ro NOLOGIN", "ALTER ROLE hoop_rw VALID UNTIL '2000-01-01'");
        var outcomes = await roles.ProvisionAsync();
        Assert.True(outcomes[RoleKind.ReadOnly].PasswordChanged);
        Assert.True(outcomes[RoleKind.ReadWrite].PasswordChanged);
        Assert.False(outcomes[RoleKind.Ddl].PasswordChanged);
        RoleAssert.InSync(await roles.PlanAsync());
    }

    [Theory]
    [EveryMajor]
    public async Task The_verifier_has_the_servers_number_of_iterations(int major, bool asOnRds)
    {
        // Before 16 there is no such setting, and the number is always 4096.
        var settings = major >= 16 ? new Dictionary<string, string> { ["scram_iterations"] = "5000" } : [];
        var options = new PostgresServerOptions { Major = major, MasterHasPredefinedRoles = asOnRds, Settings = settings };
        await using var roles = await RoleServer.StartAsync(options);
        await roles.ProvisionAsync(roles.Request with { Kinds = [RoleKind.ReadOnly] });
        Assert.Equal(major >= 16 ? "SCRAM-SHA-256$5000:" : "SCRAM-SHA-256$4096:",
            await roles.ValueAsync("postgres", "SELECT substr(rolpassword, 1, 19) FROM pg_authid WHERE rolname = 'hoop_ro'"));
    }

    [Fact]
    public async Task One_role_whose_password_cannot_be_changed_fails_alone()
    {
        await using var roles = await RoleServer.StartAsync();
        var plan = await roles.PlanAsync();
        var failing = new FailingPasswords(roles.Passwords, RoleKind.ReadWrite);
        var outcomes = new Dictionary<RoleKind, RoleOutcome>();
        await foreach (var outcome in plan.ApplyAsync(failing, roles.Host, Stop))
            outcomes.Add(outcome.Kind, outcome);
        Assert.Equal(RoleState.Failed, outcomes[RoleKind.ReadWrite].State);
        Assert.Contains(outcomes[RoleKind.ReadWrite].Findings, finding =>
            finding.Message.Contains("the vault is full", StringComparison.Ordinal));
        Assert.Equal(RoleState.Created, outcomes[RoleKind.ReadOnly].State);
        Assert.Equal(RoleState.Created, outcomes[RoleKind.Ddl].State);
        // The next run finishes it.
        Assert.Equal(RoleState.Created, (await roles.ProvisionAsync())[RoleKind.ReadWrite].State);
        RoleAssert.InSync(await roles.PlanAsync());
    }

    /// <summary>A vault that refuses one role before anything is set on the server; it stands for one that is full.</summary>
    private sealed class FailingPasswords(IRolePasswords inner, RoleKind fails) : IRolePasswords
    {
        public Task<RolePasswordState> InspectAsync(RoleKind role, bool existsOnServer, CancellationToken cancellationToken) =>
            inner.InspectAsync(role, existsOnServer, cancellationToken);

        public Task<HoopConnect.Secrets.DatabaseLogin> ChangeAsync(
            RoleKind role, Func<HoopConnect.Secrets.Secret, CancellationToken, Task> setOnServer, CancellationToken cancellationToken) =>
            role == fails
                ? throw new HoopException("Vault.Full", HoopErrorKind.WriteError, "the vault is full")
                : inner.ChangeAsync(role, setOnServer, cancellationToken);

        public Task ForgetAsync(RoleKind role, CancellationToken cancellationToken) => inner.ForgetAsync(role, cancellationToken);
    }
}

using HoopConnect.Credentials;
using HoopConnect.Credentials.Passwords;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Databases.PostgreSql;
using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Secrets;
using HoopConnect.Tests.Credentials.Fakes;
using HoopConnect.Tests.Databases;

namespace HoopConnect.Tests.Credentials;

/// <summary>Role passwords on a real PostgreSQL server that logs every statement.</summary>
public sealed class RolePasswordsTests : IAsyncLifetime
{
    private readonly InMemoryVault _vault = new("Team");
    private readonly DatabaseIdentity _identity = DatabaseIdentity.Of(CredentialSamples.Database());
    private readonly PasswordProtocolOptions _options = CredentialSamples.QuickProtocol with { ProofDeadline = TimeSpan.FromSeconds(1) };
    private PostgresServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Entry => VaultNames.ForRole(_identity, RoleKind.ReadOnly);

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.StartAsync(new PostgresServerOptions { LogStatements = true }, Cancel);
        await using var connection = await _server.OpenSuperuserAsync(cancellationToken: Cancel);
        await using var command = new Npgsql.NpgsqlCommand("CREATE ROLE hoop_ro LOGIN", connection);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_password_is_kept_proved_found_again_and_forgotten_and_in_no_log()
    {
        var passwords = Passwords();
        Assert.Equal(
            RolePasswordKnowledge.NotWorking, (await passwords.InspectAsync(RoleKind.ReadOnly, existsOnServer: true, Cancel)).Knowledge);

        var login = await passwords.ChangeAsync(RoleKind.ReadOnly, SetAsync, Cancel);
        Assert.Equal("hoop_ro", login.UserName);
        var known = await passwords.InspectAsync(RoleKind.ReadOnly, existsOnServer: true, Cancel);
        Assert.Equal((RolePasswordKnowledge.Working, login.Password), (known.Knowledge, known.Login!.Password));
        Assert.Equal("ro", (await _vault.GetAsync(Entry, Cancel))!.Metadata["role"]);

        await passwords.ForgetAsync(RoleKind.ReadOnly, Cancel);
        Assert.Empty(await _vault.ListAsync("", Cancel));
        Assert.DoesNotContain(login.Password.Reveal(), await _server.ReadLogAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_is_not_there_is_not_logged_in_to()
    {
        await _vault.SetAsync(new VaultEntry(Entry, "hoop_ro", Secret.From("left over")), Cancel);
        Assert.Equal(
            RolePasswordKnowledge.NotWorking, (await Passwords().InspectAsync(RoleKind.ReadOnly, existsOnServer: false, Cancel)).Knowledge);
        Assert.DoesNotContain("password authentication failed", await _server.ReadLogAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_that_is_killed_after_any_step_is_put_right_by_the_next_run()
    {
        await Passwords().ChangeAsync(RoleKind.ReadOnly, SetAsync, Cancel);
        foreach (var step in Enum.GetValues<ProtocolStep>())
        {
            var killed = Passwords(afterStep: (done, _) => done == step ? throw new KilledException() : Task.CompletedTask);
            await Assert.ThrowsAsync<KilledException>(() => killed.ChangeAsync(RoleKind.ReadOnly, SetAsync, Cancel));
            var next = await Passwords().InspectAsync(RoleKind.ReadOnly, existsOnServer: true, Cancel);
            Assert.Equal(RolePasswordKnowledge.Working, next.Knowledge);
            Assert.True(await LogsInAsync((await _vault.GetAsync(Entry, Cancel))!.Secret), $"the current entry after {step}");
        }
    }

    [Fact]
    public async Task What_may_not_write_finds_a_pending_password_and_leaves_it_where_it_is()
    {
        var killed = Passwords(afterStep: (done, _) => done == ProtocolStep.Proved ? throw new KilledException() : Task.CompletedTask);
        await Assert.ThrowsAsync<KilledException>(() => killed.ChangeAsync(RoleKind.ReadOnly, SetAsync, Cancel));
        var before = await _vault.ListAsync("", Cancel);
        var known = await Passwords(RunMode.Show).InspectAsync(RoleKind.ReadOnly, existsOnServer: true, Cancel);
        Assert.Equal(RolePasswordKnowledge.Working, known.Knowledge);
        Assert.Equal(before, await _vault.ListAsync("", Cancel));
    }

    [Fact]
    public async Task Of_a_user_that_may_be_somebody_elses_one_stored_password_is_tried()
    {
        foreach (var name in new[] { Entry, VaultNames.Previous(Entry) })
            await _vault.SetAsync(new VaultEntry(name, "hoop_ro", Secret.From("left over")), Cancel);
        var unmarked = await Passwords().InspectUnmarkedAsync(RoleKind.ReadOnly, Cancel);
        Assert.Equal(RolePasswordKnowledge.NotWorking, unmarked.Knowledge);
        Assert.Equal(1, await FailedLoginsAsync());
        await Passwords().InspectAsync(RoleKind.ReadOnly, existsOnServer: true, Cancel);
        Assert.Equal(3, await FailedLoginsAsync());

        await _vault.RemoveAsync(VaultNames.Previous(Entry), Cancel);
        await _vault.RemoveAsync(Entry, Cancel);
        var login = await Passwords().ChangeAsync(RoleKind.ReadOnly, SetAsync, Cancel);
        var known = await Passwords().InspectUnmarkedAsync(RoleKind.ReadOnly, Cancel);
        Assert.Equal((RolePasswordKnowledge.Working, login.Password), (known.Knowledge, known.Login!.Password));
    }

    private async Task<int> FailedLoginsAsync() =>
        (await _server.ReadLogAsync(Cancel)).Split("password authentication failed").Length - 1;

    [Fact]
    public async Task Without_a_vault_a_new_password_is_set_proved_and_given()
    {
        var passwords = new TransientRolePasswords(new PostgreSqlEngine(), _server.MasterSettings());
        Assert.Equal(
            RolePasswordKnowledge.NoVault, (await passwords.InspectAsync(RoleKind.ReadOnly, existsOnServer: true, Cancel)).Knowledge);
        var login = await passwords.ChangeAsync(RoleKind.ReadOnly, SetAsync, Cancel);
        Assert.True(await LogsInAsync(login.Password));

        var unproved = new TransientRolePasswords(
            new PostgreSqlEngine(), _server.MasterSettings(), CredentialSamples.QuickProtocol, TimeProvider.System);
        var error = await Assert.ThrowsAsync<HoopException>(() =>
            unproved.ChangeAsync(RoleKind.ReadOnly, (_, _) => Task.CompletedTask, Cancel));
        Assert.Equal("Password.NotProved", error.ErrorId);
    }

    private VaultRolePasswords Passwords(RunMode mode = RunMode.Apply, Func<ProtocolStep, CancellationToken, Task>? afterStep = null) =>
        new(
            CredentialSamples.Checked(_vault),
            _identity,
            new PostgreSqlEngine(),
            _server.MasterSettings(),
            mode,
            _options,
            TimeProvider.System,
            afterStep);

    private Task SetAsync(Secret password, CancellationToken cancellationToken) =>
        _server.SetPasswordByVerifierAsync("hoop_ro", password.Reveal(), cancellationToken);

    private async Task<bool> LogsInAsync(Secret password) =>
        await new PostgreSqlEngine().TryLoginAsync(_server.MasterSettings() with { Login = new DatabaseLogin("hoop_ro", password) }, Cancel)
        == LoginOutcome.Accepted;
}

using HoopConnect.Credentials;
using HoopConnect.Credentials.Passwords;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;
using HoopConnect.Secrets;
using HoopConnect.Tests.Credentials.Fakes;

namespace HoopConnect.Tests.Credentials;

public class PasswordProtocolTests
{
    private static readonly PasswordSubject Subject = CredentialSamples.Master();
    private static readonly string Previous = VaultNames.Previous(Subject.EntryName);
    private static readonly DateTimeOffset Moment = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_leaves_current_and_previous_and_no_pending_entry()
    {
        var vault = new InMemoryVault();
        var server = new OneUserServer("outside");
        var first = await Protocol(vault).ChangeAsync(Subject, server.SetAsync, server.TryLoginAsync, Cancel);
        Assert.Equal(server.Password, first.Password.Reveal());
        Assert.Equal([Subject.EntryName], await vault.ListAsync("", Cancel));

        var second = await Protocol(vault).ChangeAsync(Subject, server.SetAsync, server.TryLoginAsync, Cancel);
        Assert.NotEqual(first.Password, second.Password);
        Assert.Equal([Subject.EntryName, Previous], await vault.ListAsync("", Cancel));
        Assert.Equal(server.Password, await ReadAsync(vault, Subject.EntryName));
        Assert.Equal(first.Password.Reveal(), await ReadAsync(vault, Previous));
    }

    [Fact]
    public async Task The_password_is_in_the_vault_before_the_server_knows_it()
    {
        var vault = new InMemoryVault();
        var server = new OneUserServer("outside");
        var seen = "";
        await Protocol(vault).ChangeAsync(
            Subject,
            async (password, cancel) =>
            {
                var name = Assert.Single(await vault.ListAsync(VaultNames.PendingPrefix(Subject.EntryName), cancel));
                seen = await ReadAsync(vault, name);
                await server.SetAsync(password, cancel);
            },
            server.TryLoginAsync,
            Cancel);
        Assert.Equal(server.Password, seen);
    }

    [Fact]
    public async Task The_entry_says_what_it_is_for()
    {
        var vault = new InMemoryVault();
        var server = new OneUserServer("outside");
        await Protocol(vault, new FakeClock(Moment)).ChangeAsync(Subject, server.SetAsync, server.TryLoginAsync, Cancel);
        var entry = await vault.GetAsync(Subject.EntryName, Cancel);
        Assert.Equal("admin", entry!.UserName);
        Assert.Equal("postgres", entry.Metadata["engine"]);
        Assert.Equal("127.0.0.1", entry.Metadata["host"]);
        Assert.Equal(5432, entry.Metadata["port"]);
        Assert.Equal("master", entry.Metadata["role"]);
        Assert.Equal("arn:aws:rds:eu-west-1:111122223333:db:orders", entry.Metadata["arn"]);
        Assert.Equal(Moment.UtcDateTime, entry.Metadata["created"]);
    }

    [Fact]
    public async Task Candidates_are_tried_current_first_then_pending_the_newest_first_then_previous()
    {
        var vault = new InMemoryVault();
        var older = VaultNames.Pending(Subject.EntryName, Moment, "ffffffff");
        var newer = VaultNames.Pending(Subject.EntryName, Moment.AddSeconds(1), "00000000");
        foreach (var (name, password) in new[] { (Previous, "4"), (older, "3"), (Subject.EntryName, "1"), (newer, "2") })
            await vault.SetAsync(CredentialSamples.Entry(name, password), Cancel);
        var tried = new List<string>();
        var found = await Protocol(vault).FindWorkingAsync(
            Subject,
            (login, _) =>
            {
                tried.Add(login.Password.Reveal());
                return Task.FromResult(login.Password.Reveal() == "4" ? LoginOutcome.Accepted : LoginOutcome.Refused);
            },
            Cancel);
        Assert.Equal(["1", "2", "3", "4"], tried);
        Assert.Equal(PasswordSource.Previous, found!.Source);
        Assert.Equal(Previous, found.EntryName);
    }

    [Fact]
    public async Task A_candidate_is_found_in_a_vault_that_keeps_names_in_small_letters()
    {
        var vault = new LowerCaseVault();
        await vault.SetAsync(CredentialSamples.Entry(VaultNames.Pending(Subject.EntryName, Moment, "00000000"), "alive"), Cancel);
        var server = new OneUserServer("alive");
        var found = await Protocol(vault, new FakeClock(Moment)).RecoverAsync(Subject, server.TryLoginAsync, Cancel);
        Assert.Equal("alive", found!.Login.Password.Reveal());
        Assert.Equal("alive", await ReadAsync(vault, Subject.EntryName));
    }

    [Fact]
    public async Task Looking_for_a_password_changes_nothing_in_the_vault()
    {
        var vault = new InMemoryVault();
        var pending = VaultNames.Pending(Subject.EntryName, Moment, "00000000");
        await vault.SetAsync(CredentialSamples.Entry(Subject.EntryName, "dead"), Cancel);
        await vault.SetAsync(CredentialSamples.Entry(pending, "alive"), Cancel);
        var server = new OneUserServer("alive");
        var found = await Protocol(vault).FindWorkingAsync(Subject, server.TryLoginAsync, Cancel);
        Assert.Equal(PasswordSource.Pending, found!.Source);
        Assert.Equal(2, (await vault.ListAsync("", Cancel)).Count);
        Assert.Equal("dead", await ReadAsync(vault, Subject.EntryName));
    }

    [Fact]
    public async Task Recovery_makes_what_works_current_and_keeps_the_former_as_previous()
    {
        var vault = new InMemoryVault();
        var pending = VaultNames.Pending(Subject.EntryName, Moment.AddHours(-3), "00000000");
        var other = VaultNames.Pending(Subject.EntryName, Moment.AddHours(-4), "00000000");
        await vault.SetAsync(CredentialSamples.Entry(Subject.EntryName, "former"), Cancel);
        await vault.SetAsync(CredentialSamples.Entry(pending, "alive"), Cancel);
        await vault.SetAsync(CredentialSamples.Entry(other, "dead"), Cancel);
        var server = new OneUserServer("alive");
        var found = await Protocol(vault, new FakeClock(Moment)).RecoverAsync(Subject, server.TryLoginAsync, Cancel);
        Assert.Equal("alive", found!.Login.Password.Reveal());
        Assert.Equal("alive", await ReadAsync(vault, Subject.EntryName));
        Assert.Equal("former", await ReadAsync(vault, Previous));
        // Both are hours old, so no attempt can still be at work on them.
        Assert.Equal([Subject.EntryName, Previous], await vault.ListAsync("", Cancel));
    }

    [Fact]
    public async Task An_entry_young_enough_to_belong_to_an_attempt_at_work_is_left_alone()
    {
        var vault = new InMemoryVault();
        var pending = VaultNames.Pending(Subject.EntryName, Moment.AddMinutes(-59), "00000000");
        await vault.SetAsync(CredentialSamples.Entry(pending, "not set yet"), Cancel);
        var server = new OneUserServer("outside");
        await Protocol(vault, new FakeClock(Moment)).ChangeAsync(Subject, server.SetAsync, server.TryLoginAsync, Cancel);
        await Protocol(vault, new FakeClock(Moment)).RecoverAsync(Subject, server.TryLoginAsync, Cancel);
        Assert.Contains(pending, await vault.ListAsync("", Cancel));
        // Hours later it is taken away, with the entry that was kept because of it.
        await Protocol(vault, new FakeClock(Moment.AddHours(3))).RecoverAsync(Subject, server.TryLoginAsync, Cancel);
        Assert.Equal([Subject.EntryName], await vault.ListAsync("", Cancel));
    }

    [Fact]
    public async Task An_attempt_that_hung_for_hours_does_not_touch_the_server()
    {
        var time = new FakeClock(Moment);
        var server = new OneUserServer("outside");
        var protocol = new PasswordProtocol(CredentialSamples.Checked(new InMemoryVault()), CredentialSamples.QuickProtocol, time, (_, _) =>
        {
            time.Now += TimeSpan.FromHours(1.5);
            return Task.CompletedTask;
        });
        var error = await Assert.ThrowsAsync<HoopException>(() =>
            protocol.ChangeAsync(Subject, server.SetAsync, server.TryLoginAsync, Cancel));
        Assert.Equal("Password.TooLate", error.ErrorId);
        Assert.Equal("outside", server.Password);
    }

    [Fact]
    public async Task A_password_that_the_server_never_takes_is_not_called_current()
    {
        var vault = new InMemoryVault();
        await vault.SetAsync(CredentialSamples.Entry(Subject.EntryName, "working"), Cancel);
        var server = new OneUserServer("working");
        var error = await Assert.ThrowsAsync<HoopException>(
            () => Protocol(vault).ChangeAsync(Subject, (_, _) => Task.CompletedTask, server.TryLoginAsync, Cancel));
        Assert.Equal("Password.NotProved", error.ErrorId);
        Assert.InRange(server.Logins, 2, 1000);
        Assert.Equal("working", await ReadAsync(vault, Subject.EntryName));
    }

    [Fact]
    public async Task A_login_is_tried_again_while_the_server_is_out_of_reach_or_not_ready()
    {
        var answers = new Queue<Func<LoginOutcome>>(
        [
            () => LoginOutcome.Refused,
            () => throw new HoopException("Database.Unreachable", HoopErrorKind.ConnectionError, "Gone."),
            () => throw new HoopException("Database.Timeout", HoopErrorKind.OperationTimeout, "Slow."),
            () => LoginOutcome.Accepted,
        ]);
        await LoginProof.ProveAsync(
            new DatabaseLogin("admin", Secret.From("x")), (_, _) => Task.FromResult(answers.Dequeue()()), "nowhere",
            CredentialSamples.QuickProtocol with { ProofDeadline = TimeSpan.FromSeconds(20) }, TimeProvider.System, Cancel);
        Assert.Empty(answers);
    }

    [Fact]
    public async Task A_certificate_that_does_not_fit_is_no_matter_of_waiting()
    {
        var tries = 0;
        var error = await Assert.ThrowsAsync<HoopException>(() => LoginProof.ProveAsync(
            new DatabaseLogin("admin", Secret.From("x")),
            (_, _) =>
            {
                tries++;
                throw new HoopException("Database.TlsFailed", HoopErrorKind.AuthenticationError, "Wrong name.");
            },
            "nowhere", CredentialSamples.QuickProtocol, TimeProvider.System, Cancel));
        Assert.Equal("Database.TlsFailed", error.ErrorId);
        Assert.Equal(1, tries);
    }

    [Fact]
    public async Task The_entry_of_a_cluster_with_the_same_name_is_not_overwritten()
    {
        var vault = new InMemoryVault();
        var server = new OneUserServer("outside");
        await Protocol(vault).ChangeAsync(Subject, server.SetAsync, server.TryLoginAsync, Cancel);
        var before = server.Password;
        var cluster = PasswordSubject.Master(
            DatabaseIdentity.Of(CredentialSamples.Database() with { Arn = "arn:aws:rds:eu-west-1:111122223333:cluster:orders" }), "admin");
        var error = await Assert.ThrowsAsync<HoopException>(() =>
            Protocol(vault).ChangeAsync(cluster, server.SetAsync, server.TryLoginAsync, Cancel));
        Assert.Equal("Vault.EntryOfAnother", error.ErrorId);
        Assert.Equal(before, server.Password);
        Assert.Equal(before, await ReadAsync(vault, Subject.EntryName));
    }

    [Fact]
    public async Task The_password_of_another_user_is_not_tried_on_ours()
    {
        var vault = new InMemoryVault();
        await vault.SetAsync(CredentialSamples.Entry(Subject.EntryName, "alive", user: "former-admin"), Cancel);
        var server = new OneUserServer("alive");
        Assert.Null(await Protocol(vault).FindWorkingAsync(Subject, server.TryLoginAsync, Cancel));
        Assert.Equal(0, server.Logins);
    }

    [Fact]
    public async Task Forgetting_takes_everything_of_one_role_and_nothing_of_another()
    {
        var vault = new InMemoryVault();
        var identity = DatabaseIdentity.Of(CredentialSamples.Database());
        var ro = VaultNames.ForRole(identity, RoleKind.ReadOnly);
        var rw = VaultNames.ForRole(identity, RoleKind.ReadWrite);
        foreach (
            var name in new[]
            {
                ro,
                VaultNames.Previous(ro),
                VaultNames.Pending(ro, Moment, "00000000"),
                rw,
                VaultNames.Pending(rw, Moment, "00000000"),
            })
            await vault.SetAsync(CredentialSamples.Entry(name, "x"), Cancel);
        await Protocol(vault).ForgetAsync(PasswordSubject.Of(identity, RoleKind.ReadOnly), Cancel);
        Assert.Equal([rw, VaultNames.Pending(rw, Moment, "00000000")], await vault.ListAsync("", Cancel));
    }

    private static PasswordProtocol Protocol(IVault vault, TimeProvider? time = null) =>
        new(CredentialSamples.Checked(vault), CredentialSamples.QuickProtocol, time ?? TimeProvider.System);

    private static async Task<string> ReadAsync(IVault vault, string name) => (await vault.GetAsync(name, Cancel))!.Secret.Reveal();
}

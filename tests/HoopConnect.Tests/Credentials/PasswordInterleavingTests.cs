using FsCheck;
using FsCheck.Fluent;
using HoopConnect.Credentials;
using HoopConnect.Credentials.Passwords;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Hosting;
using HoopConnect.Tests.Credentials.Fakes;

namespace HoopConnect.Tests.Credentials;

/// <summary>
/// Machines that share no lock and work on one password at once: between any two calls, what the server takes is in the vault.
/// </summary>
public class PasswordInterleavingTests
{
    private static readonly PasswordSubject Subject = CredentialSamples.Master();

    // One login only: a machine that was overtaken gives up at once, so that the schedule alone says what happens.
    private static readonly PasswordProtocolOptions OneLogin = CredentialSamples.QuickProtocol with { ProofDeadline = TimeSpan.Zero };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("change change", false)]
    [InlineData("change change", true)]
    [InlineData("change recover", false)]
    [InlineData("change recover", true)]
    [InlineData("recover recover", true)]
    [InlineData("change change change", false)]
    [InlineData("change change recover", true)]
    [InlineData("change recover recover change", true)]
    public void However_their_calls_are_interleaved_the_servers_password_stays_in_the_vault(string machines, bool kill) =>
        Prop.ForAll<NonNegativeInt, int[], NonNegativeInt>((start, turns, killAt) =>
            WorkAtOnceAsync(machines.Split(' '), start.Get % 3, turns, kill ? killAt.Get : -1).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    /// <param name="machines">What each machine does.</param>
    /// <param name="start">Which entry of the vault has the password that works: the current, the previous, a pending one.</param>
    /// <param name="turns">Who makes the next call: 0 to 3 another machine, any other number the same again.</param>
    /// <param name="killAt">Before which call a machine is killed; -1 for none.</param>
    private static async Task WorkAtOnceAsync(string[] machines, int start, int[] turns, int killAt)
    {
        var vault = new InMemoryVault();
        await vault.SetAsync(CredentialSamples.Entry(Subject.EntryName, start == 0 ? "works" : "current"), Cancel);
        await vault.SetAsync(CredentialSamples.Entry(VaultNames.Previous(Subject.EntryName), start == 1 ? "works" : "previous"), Cancel);
        if (start == 2)
        {
            var pending = VaultNames.Pending(Subject.EntryName, DateTimeOffset.UtcNow.AddMinutes(-1), "00000000");
            await vault.SetAsync(CredentialSamples.Entry(pending, "works"), Cancel);
        }

        var server = new OneUserServer("works");
        var schedule = new TakingTurns();
        var added = machines.Select(kind => schedule.Add(machine => WorkAsync(kind, machine, vault, server))).ToList();
        var calls = 0;
        // Runs of calls of one machine, not a fair coin: the long pauses of one while another ends are where things get lost.
        var chosen = 0;
        await schedule.RunAsync(
            count =>
            {
                var turn = calls < turns.Length ? turns[calls] : calls % 7;
                return chosen = turn is >= 0 and <= 3 ? turn % count : Math.Min(chosen, count - 1);
            },
            async () =>
            {
                if (++calls == killAt)
                    added[killAt % added.Count].Killed = true;
                await AssertKnownAsync(vault, server, $"call {calls}");
            });

        var failures = added.Select(machine => machine.Failure).OfType<Exception>().Where(failure => failure is not KilledException);
        foreach (var failure in failures)
            Assert.Contains(Assert.IsType<HoopException>(failure).ErrorId, new[] { "Password.NotProved", "Vault.ReadBackFailed" });
        var found = await new PasswordProtocol(CredentialSamples.Checked(vault), OneLogin, TimeProvider.System).RecoverAsync(
            Subject, server.TryLoginAsync, Cancel);
        Assert.Equal(server.Password, found?.Login.Password.Reveal());
        Assert.Equal(server.Password, (await vault.GetAsync(Subject.EntryName, Cancel))!.Secret.Reveal());
    }

    [Fact]
    public async Task A_run_that_was_overtaken_gives_the_password_that_works_now()
    {
        var vault = new InMemoryVault();
        var server = new OneUserServer("outside");
        var other = new PasswordProtocol(CredentialSamples.Checked(vault), OneLogin, TimeProvider.System);
        var met = false;
        var overtaken = new PasswordProtocol(CredentialSamples.Checked(vault), OneLogin, TimeProvider.System, async (step, cancel) =>
        {
            if (step == ProtocolStep.PreviousStored && !met && (met = true))
                await other.ChangeAsync(Subject, server.SetAsync, server.TryLoginAsync, cancel);
        });
        var login = await overtaken.ChangeAsync(Subject, server.SetAsync, server.TryLoginAsync, Cancel);
        Assert.Equal(server.Password, login.Password.Reveal());
        Assert.Equal(server.Password, (await vault.GetAsync(Subject.EntryName, Cancel))!.Secret.Reveal());
    }

    [Fact]
    public async Task A_run_that_is_overtaken_again_and_again_gives_up_and_loses_nothing()
    {
        var vault = new InMemoryVault();
        var server = new OneUserServer("outside");
        var other = new PasswordProtocol(CredentialSamples.Checked(vault), OneLogin, TimeProvider.System);
        var overtaken = new PasswordProtocol(CredentialSamples.Checked(vault), OneLogin, TimeProvider.System, async (step, cancel) =>
        {
            if (step == ProtocolStep.PreviousStored)
                await other.ChangeAsync(Subject, server.SetAsync, server.TryLoginAsync, cancel);
        });
        var error = await Assert.ThrowsAsync<HoopException>(() =>
            overtaken.ChangeAsync(Subject, server.SetAsync, server.TryLoginAsync, Cancel));
        Assert.Equal("Password.NotProved", error.ErrorId);
        var found = await other.RecoverAsync(Subject, server.TryLoginAsync, Cancel);
        Assert.Equal(server.Password, found!.Login.Password.Reveal());
    }

    private static async Task WorkAsync(string kind, TakingTurns.Machine machine, InMemoryVault vault, OneUserServer server)
    {
        var seen = new CheckedVault(
            machine.Seen(vault),
            null,
            CredentialSamples.QuickVault with
            {
                Attempts = 2,
            },
            TimeProvider.System,
            new SemaphoreSlim(1, 1));
        var protocol = new PasswordProtocol(seen, OneLogin, TimeProvider.System);
        if (kind == "change")
            await protocol.ChangeAsync(
                Subject,
                (password, cancel) => machine.SetAsync(server, password, cancel),
                (login, cancel) => machine.TryLoginAsync(server, login, cancel),
                Cancel);
        else
            await protocol.RecoverAsync(Subject, (login, cancel) => machine.TryLoginAsync(server, login, cancel), Cancel);
    }

    private static async Task AssertKnownAsync(InMemoryVault vault, OneUserServer server, string when)
    {
        foreach (var name in await vault.ListAsync(Subject.EntryName, Cancel))
        {
            if ((await vault.GetAsync(name, Cancel))!.Secret.Reveal() == server.Password)
                return;
        }

        Assert.Fail($"The server's password is lost: {when}.");
    }
}

using HoopConnect.Credentials;
using HoopConnect.Credentials.Passwords;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Hosting;
using HoopConnect.Tests.Credentials.Fakes;

namespace HoopConnect.Tests.Credentials;

/// <summary>
/// A run that ends at any step, by a kill or by the vault: the next run ends well and the vault's current password logs in.
/// </summary>
public class PasswordCrashTests
{
    private const string Outside = "set by hand, in no vault";
    private static readonly PasswordSubject Subject = CredentialSamples.Master();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public enum Start
    {
        /// <summary>Nothing stored, the server has a password of somebody's.</summary>
        Nothing,

        /// <summary>The current entry works.</summary>
        CurrentWorks,

        /// <summary>An earlier run was killed after it set the password.</summary>
        PendingWorks,

        /// <summary>Two crossing runs left the working password in the previous entry.</summary>
        PreviousWorks,
    }

    public static TheoryData<Start, string> Steps()
    {
        var data = new TheoryData<Start, string>();
        foreach (var start in Enum.GetValues<Start>())
        {
            foreach (var step in Enum.GetNames<ProtocolStep>())
                data.Add(start, step);
        }

        return data;
    }

    public static TheoryData<Start, string, bool> Troubles()
    {
        var data = new TheoryData<Start, string, bool>();
        foreach (var start in Enum.GetValues<Start>())
        {
            foreach (var trouble in Enum.GetNames<VaultTrouble>())
            {
                data.Add(start, trouble, false);
                data.Add(start, trouble, true);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_change_that_is_killed_after_a_step_is_put_right_by_the_next_run(Start start, string lastStep)
    {
        var (vault, server) = await BeginAsync(start);
        var step = Enum.Parse<ProtocolStep>(lastStep);
        var killed =
            new PasswordProtocol(CredentialSamples.Checked(vault), CredentialSamples.QuickProtocol, TimeProvider.System, Kill(step));
        await Assert.ThrowsAsync<KilledException>(() => killed.ChangeAsync(Subject, server.SetAsync, server.TryLoginAsync, Cancel));
        await AssertNextRunConvergesAsync(vault, server);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_recovery_that_is_killed_after_a_step_is_put_right_by_the_next_run(Start start, string lastStep)
    {
        var (vault, server) = await BeginAsync(start);
        var step = Enum.Parse<ProtocolStep>(lastStep);
        var killed =
            new PasswordProtocol(CredentialSamples.Checked(vault), CredentialSamples.QuickProtocol, TimeProvider.System, Kill(step));
        var promotes = start is Start.PendingWorks or Start.PreviousWorks && step != ProtocolStep.SetOnServer;
        if (promotes)
            await Assert.ThrowsAsync<KilledException>(() => killed.RecoverAsync(Subject, server.TryLoginAsync, Cancel));
        else
            await killed.RecoverAsync(Subject, server.TryLoginAsync, Cancel);
        await AssertNextRunConvergesAsync(vault, server);
    }

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task A_vault_in_trouble_at_any_call_never_costs_the_password(Start start, string trouble, bool fromThenOn)
    {
        var kind = Enum.Parse<VaultTrouble>(trouble);
        for (var call = 0; ; call++)
        {
            var (vault, server) = await BeginAsync(start);
            var troubled = new TroubledVault(vault, kind, number => fromThenOn ? number >= call : number == call);
            var protocol = new PasswordProtocol(CredentialSamples.Checked(troubled), CredentialSamples.QuickProtocol, TimeProvider.System);
            var ended = await EndsAsync(async () =>
            {
                await protocol.RecoverAsync(Subject, server.TryLoginAsync, Cancel);
                await protocol.ChangeAsync(Subject, server.SetAsync, server.TryLoginAsync, Cancel);
            });
            if (
                ended
                && !fromThenOn
                && kind is VaultTrouble.Fails or VaultTrouble.DoesItAndFails or VaultTrouble.IsSlow or VaultTrouble.LosesMetadata)
                Assert.True(ended, "one failing call is tried again");
            await AssertNextRunConvergesAsync(vault, server);
            if (troubled.Calls <= call)
                break;
        }
    }

    private static Func<ProtocolStep, CancellationToken, Task> Kill(ProtocolStep at) =>
        (step, _) => step == at ? throw new KilledException() : Task.CompletedTask;

    private static async Task<bool> EndsAsync(Func<Task> run)
    {
        try
        {
            await run();
            return true;
        }
        catch (KilledException)
        {
            return false;
        }
        catch (HoopException error)
        {
            Assert.StartsWith("Vault.", error.ErrorId, StringComparison.Ordinal);
            return false;
        }
    }

    private static async Task AssertNextRunConvergesAsync(InMemoryVault vault, OneUserServer server)
    {
        var next = new PasswordProtocol(CredentialSamples.Checked(vault), CredentialSamples.QuickProtocol, TimeProvider.System);
        var found = await next.RecoverAsync(Subject, server.TryLoginAsync, Cancel);
        if (server.Password == Outside)
        {
            // The server was not touched, and nobody ever stored this one.
            Assert.Null(found);
        }
        else
        {
            Assert.Equal(server.Password, found!.Login.Password.Reveal());
            Assert.Equal(server.Password, (await vault.GetAsync(Subject.EntryName, Cancel))!.Secret.Reveal());
        }

        var changed = await next.ChangeAsync(Subject, server.SetAsync, server.TryLoginAsync, Cancel);
        Assert.Equal(server.Password, changed.Password.Reveal());
        Assert.Equal(server.Password, (await vault.GetAsync(Subject.EntryName, Cancel))!.Secret.Reveal());
    }

    private static async Task<(InMemoryVault Vault, OneUserServer Server)> BeginAsync(Start start)
    {
        var vault = new InMemoryVault();
        if (start == Start.Nothing)
            return (vault, new OneUserServer(Outside));
        await vault.SetAsync(CredentialSamples.Entry(Subject.EntryName, start == Start.CurrentWorks ? "works" : "current"), Cancel);
        await vault.SetAsync(
            CredentialSamples.Entry(VaultNames.Previous(Subject.EntryName), start == Start.PreviousWorks ? "works" : "previous"), Cancel);
        if (start == Start.PendingWorks)
            await vault.SetAsync(
                CredentialSamples.Entry(
                    VaultNames.Pending(Subject.EntryName, DateTimeOffset.UtcNow.AddMinutes(-1), "00000000"), "works"), Cancel);
        return (vault, new OneUserServer("works"));
    }
}

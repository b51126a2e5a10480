using HoopConnect.Credentials.Master;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.Tests.Credentials.Fakes;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.Credentials.Master;

/// <summary>
/// The wait after the modify, with what RDS says scripted look by look: states that the sandbox cannot be made to show in that order.
/// </summary>
public class MasterPasswordWaitTests
{
    private static readonly MasterCredentialOptions Options = MasterScenario.Quick with
    {
        PollFirst = TimeSpan.FromMilliseconds(1),
        PollLongest = TimeSpan.FromMilliseconds(2),
        Settling = TimeSpan.FromMilliseconds(150),
    };

    private static readonly RdsDatabase Quiet = CredentialSamples.Database();
    private static readonly RdsDatabase Pending = Quiet with { PendingModifications = ["MasterUserPassword"] };
    private static readonly RdsDatabase Modifying = Pending with { Status = "resetting-master-credentials" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_goes_on_while_the_password_is_pending_although_the_status_is_available()
    {
        var directory = new ScriptedDirectory(Pending, Pending, Modifying, Pending, Quiet);
        var logins = 0;
        await WaitAsync(directory, () => ++logins > 0);
        Assert.Equal(5, directory.Looks);
        Assert.Equal(1, logins);
    }

    [Fact]
    public async Task The_old_state_right_after_the_call_is_not_believed_until_a_login_works()
    {
        // Eventually consistent: nothing pending, available, and nothing has happened yet.
        var directory = new ScriptedDirectory(Quiet, Quiet, Modifying, Modifying, Quiet);
        await WaitAsync(directory, () => directory.Looks >= 5);
        Assert.Equal(5, directory.Looks);
    }

    [Fact]
    public async Task A_modification_that_failed_late_ends_the_wait_long_before_the_deadline()
    {
        var directory = new ScriptedDirectory(Modifying, Quiet);
        var error = await Assert.ThrowsAsync<HoopException>(() => WaitAsync(directory, () => false));
        Assert.Equal("MasterCredential.NotApplied", error.ErrorId);
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("stopped")]
    [InlineData("deleting")]
    [InlineData("incompatible-parameters")]
    [InlineData("inaccessible-encryption-credentials")]
    public async Task A_status_that_waiting_does_not_end_ends_the_wait(string status)
    {
        var directory = new ScriptedDirectory(Modifying, Quiet with { Status = status });
        var error = await Assert.ThrowsAsync<HoopException>(() => WaitAsync(directory, () => false));
        Assert.Equal("MasterCredential.NotApplied", error.ErrorId);
        Assert.Contains(status, error.Message, StringComparison.Ordinal);
        Assert.Equal(2, directory.Looks);
    }

    [Fact]
    public async Task At_the_deadline_the_login_decides()
    {
        var host = new RecordingHost();
        await WaitAsync(new ScriptedDirectory(Modifying), () => true, host, TimeSpan.FromMilliseconds(60));
        Assert.Contains(
            host.Everything, line => line.Contains("works, while RDS still says 'resetting-master-credentials'", StringComparison.Ordinal));

        var error = await Assert.ThrowsAsync<HoopException>(() =>
            WaitAsync(new ScriptedDirectory(Modifying), () => false, host, TimeSpan.FromMilliseconds(60)));
        Assert.Equal("MasterCredential.NotApplied", error.ErrorId);
        Assert.Equal(HoopErrorKind.OperationTimeout, error.Kind);
    }

    [Fact]
    public async Task A_look_that_fails_and_a_server_that_restarts_are_waited_out()
    {
        var directory = new ScriptedDirectory(Modifying, null, null, Quiet);
        var tries = 0;
        await WaitAsync(
            directory,
            () => ++tries > 2 ? true : throw new HoopException("Database.Unreachable", HoopErrorKind.ConnectionError, "Restarting."));
        Assert.Equal(3, tries);
    }

    [Fact]
    public async Task The_progress_line_says_what_rds_says_how_long_it_may_take_and_its_end()
    {
        var host = new RecordingHost();
        await WaitAsync(new ScriptedDirectory(Modifying, Modifying, Quiet), () => true, host);
        Assert.Contains(
            host.ProgressReports,
            report =>
                report.Status.Contains("resetting-master-credentials, pending: MasterUserPassword", StringComparison.Ordinal)
                && report.Remaining > TimeSpan.Zero);
        Assert.True(host.ProgressReports[^1].Finished);
        Assert.Single(host.ProgressReports.Select(report => report.ActivityId).Distinct());
    }

    private static Task WaitAsync(ScriptedDirectory directory, Func<bool> logsIn, RecordingHost? host = null, TimeSpan? deadline = null) =>
        new MasterPasswordWait(directory, Options, TimeProvider.System).UntilAppliedAsync(
            Quiet, deadline ?? TimeSpan.FromSeconds(20), _ => Task.FromResult(logsIn()), host ?? new RecordingHost(), Cancel);

    /// <summary>Gives one state a look, the last one for ever; null is a look that fails.</summary>
    private sealed class ScriptedDirectory(params RdsDatabase?[] states) : IDatabaseDirectory
    {
        public int Looks { get; private set; }

        public Task<RdsDatabase> GetAsync(string arn, CancellationToken cancellationToken)
        {
            var state = states[Math.Min(Looks++, states.Length - 1)];
            return state is null
                ? throw new HoopException("Aws.Throttled", HoopErrorKind.LimitsExceeded, "Slow down.")
                : Task.FromResult(state);
        }
    }
}

using Amazon.Runtime;
using HoopConnect.Aws.Sessions;

namespace HoopConnect.Tests.Aws;

public class ExpiringCredentialsTests
{
    private readonly FakeClock _time = new();
    private int _obtained;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_are_kept_until_five_minutes_before_they_end()
    {
        using var credentials = new ExpiringCredentials(ObtainAsync, _time);

        Assert.Equal("KEY1", (await credentials.GetAsync(Cancel)).AccessKey);
        _time.Advance(TimeSpan.FromMinutes(54));
        Assert.Equal("KEY1", (await credentials.GetAsync(Cancel)).AccessKey);
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("KEY2", (await credentials.GetAsync(Cancel)).AccessKey);
    }

    [Fact]
    public async Task Those_who_ask_at_the_same_time_wait_for_one_request()
    {
        using var credentials = new ExpiringCredentials(ObtainAsync, _time);

        var all = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => credentials.GetAsync(Cancel))));

        Assert.Equal(1, _obtained);
        Assert.All(all, keys => Assert.Equal("KEY1", keys.AccessKey));
    }

    [Fact]
    public async Task A_request_that_failed_is_made_again_by_the_next_who_asks()
    {
        using var credentials = new ExpiringCredentials(token => _obtained == 0 ? FailAsync() : ObtainAsync(token), _time);

        await Assert.ThrowsAsync<InvalidOperationException>(() => credentials.GetAsync(Cancel));

        Assert.Equal("KEY2", (await credentials.GetAsync(Cancel)).AccessKey);
    }

    [Fact]
    public async Task Forgotten_keys_are_not_given_again()
    {
        using var credentials = new ExpiringCredentials(ObtainAsync, _time);

        await credentials.GetAsync(Cancel);
        credentials.Forget();

        Assert.Equal("KEY2", (await credentials.GetCredentialsAsync()).AccessKey);
    }

    private async Task<ExpiringKeys> ObtainAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(20, cancellationToken);
        var number = Interlocked.Increment(ref _obtained);
        return new ExpiringKeys(new ImmutableCredentials($"KEY{number}", "example", "example"), _time.GetUtcNow() + TimeSpan.FromHours(1));
    }

    private Task<ExpiringKeys> FailAsync()
    {
        _obtained++;
        return Task.FromException<ExpiringKeys>(new InvalidOperationException());
    }
}

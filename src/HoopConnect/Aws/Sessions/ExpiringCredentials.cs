using Amazon.Runtime;

namespace HoopConnect.Aws.Sessions;

/// <summary>Keys that end at a time.</summary>
internal sealed record ExpiringKeys(ImmutableCredentials Keys, DateTimeOffset Expires);

/// <summary>
/// Credentials that are obtained when first needed and again shortly before they expire. Those who ask at the same time wait for one
/// request, so a run over many databases of one account assumes its role once.
/// </summary>
internal sealed class ExpiringCredentials(Func<CancellationToken, Task<ExpiringKeys>> obtain, TimeProvider time)
    : AWSCredentials,
        IDisposable
{
    /// <summary>A call that starts now must not meet the end of the credentials.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile ExpiringKeys? _current;

    public async Task<ImmutableCredentials> GetAsync(CancellationToken cancellationToken)
    {
        if (Valid() is { } ready)
            return ready;
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (Valid() is { } meanwhile)
                return meanwhile;
            _current = await obtain(cancellationToken);
            return _current.Keys;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>When the present keys end (UTC); null before the first were obtained.</summary>
    public override DateTime? Expiration => _current?.Expires.UtcDateTime;

    /// <summary>Drops keys that AWS said have expired; the next who asks gets new ones.</summary>
    public void Forget() => _current = null;

    public override ImmutableCredentials GetCredentials() => GetAsync(CancellationToken.None).GetAwaiter().GetResult();

    public override Task<ImmutableCredentials> GetCredentialsAsync() => GetAsync(CancellationToken.None);

    public void Dispose() => _turn.Dispose();

    private ImmutableCredentials? Valid() =>
        _current is { } current && time.GetUtcNow() < current.Expires - Margin ? current.Keys : null;
}

using HoopConnect.Hosting;

namespace HoopConnect.Tests.Hosting;

public sealed class FileLockTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("hoop-lock-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Who_holds_a_lock_holds_it_alone_until_he_frees_it()
    {
        var folder = StateFolder.At(_root);
        var first = await FileLock.TryAcquireAsync(folder, "a vault/with \"any\" name", TimeSpan.Zero, TimeProvider.System, Cancel);
        Assert.NotNull(first);
        Assert.Null(
            await FileLock.TryAcquireAsync(folder, "a vault/with \"any\" name", TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancel)
        );
        using (var other = await FileLock.TryAcquireAsync(folder, "another", TimeSpan.Zero, TimeProvider.System, Cancel))
            Assert.NotNull(other);
        first.Dispose();
        using var again = await FileLock.TryAcquireAsync(folder, "a vault/with \"any\" name", TimeSpan.Zero, TimeProvider.System, Cancel);
        Assert.NotNull(again);
    }

    [Fact]
    public async Task Waiting_for_a_lock_ends_when_it_is_cancelled()
    {
        var folder = StateFolder.At(_root);
        using var held = await FileLock.TryAcquireAsync(folder, "x", TimeSpan.Zero, TimeProvider.System, Cancel);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => FileLock.TryAcquireAsync(folder, "x", TimeSpan.FromMinutes(5), TimeProvider.System, soon.Token));
    }
}

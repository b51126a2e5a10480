using HoopConnect.Hosting;

namespace HoopConnect.Tests.Hosting;

public class SharedFileTests
{
    private const int SharingViolation = unchecked((int)0x80070020);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_that_another_process_has_is_tried_again_until_it_is_free()
    {
        var tries = 0;
        var result = await SharedFile.RetryAsync(
            () => ++tries < 3 ? throw new IOException("in use", SharingViolation) : Task.FromResult(tries), TimeProvider.System, Cancel);
        Assert.Equal(3, result);
    }

    [Fact]
    public async Task After_about_a_second_the_failure_is_what_it_was()
    {
        var tries = 0;
        var waiting = SharedFile.RetryAsync<int>(
            () =>
            {
                tries++;
                throw new IOException("in use", SharingViolation);
            },
            TimeProvider.System,
            Cancel);
        Assert.Equal("in use", (await Assert.ThrowsAsync<IOException>(() => waiting)).Message);
        Assert.True(tries > 1);
    }

    [Fact]
    public async Task Another_failure_is_not_tried_again()
    {
        var tries = 0;
        await Assert.ThrowsAsync<FileNotFoundException>(
            () => SharedFile.RetryAsync<int>(
                () =>
                {
                    tries++;
                    throw new FileNotFoundException();
                },
                TimeProvider.System,
                Cancel));
        Assert.Equal(1, tries);
    }

    [Fact]
    public async Task A_reader_lets_others_replace_and_delete_what_it_reads()
    {
        var folder = Directory.CreateTempSubdirectory("hoop-shared-").FullName;
        try
        {
            var (path, next) = (Path.Combine(folder, "record"), Path.Combine(folder, "next"));
            await File.WriteAllTextAsync(path, "first", Cancel);
            await File.WriteAllTextAsync(next, "second", Cancel);
            // Another reader of ours in the midst of it, for a moment.
            var reader = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var moving = SharedFile.MoveAsync(next, path, Cancel);
            reader.Dispose();
            await moving;
            Assert.Equal("second", SharedFile.ReadText(path));
            Assert.Equal("second"u8.ToArray(), await SharedFile.ReadAsync(path, Cancel));
            await SharedFile.DeleteAsync(path, Cancel);
            await SharedFile.DeleteAsync(path, Cancel);
            await Assert.ThrowsAsync<FileNotFoundException>(() => SharedFile.ReadAsync(path, Cancel));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

using HoopConnect.Hosting;
using HoopConnect.SessionUsers.Policies;

namespace HoopConnect.Tests.SessionUsers.Policies;

public sealed class PolicyFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hoop-policies-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_files_of_a_folder_are_read_together_and_nothing_else_in_it()
    {
        Write("b.hcl", Named("b"));
        Write("a.hcl", Named("a"));
        Write("a.txt", "no HCL");
        Write(".hidden.hcl", "no HCL");
        Directory.CreateDirectory(Path.Combine(_folder, "below"));
        Write("below/c.hcl", Named("c"));
        var reading = await ReadAsync(_folder);
        Assert.Empty(reading.Errors);
        Assert.Equal(["a", "b"], reading.Policies.Select(policy => policy.Name));
    }

    [Fact]
    public async Task A_file_that_is_wrong_does_not_keep_the_others_from_being_read()
    {
        var wrong = Write("a.hcl", Named("a") + "policy");
        Write("b.hcl", Named("b"));
        var reading = await ReadAsync(_folder);
        Assert.Equal("b", Assert.Single(reading.Policies).Name);
        var error = Assert.Single(reading.Errors);
        Assert.Equal(("Policy.Syntax", wrong), (error.ErrorId, error.Target));
    }

    [Fact]
    public async Task Policies_of_one_name_are_refused_with_the_places_of_all()
    {
        var a = Write("a.hcl", Named("other") + Named("same"));
        var b = Write("b.hcl", "\n" + Named("same"));
        var reading = await ReadAsync(_folder);
        Assert.Equal("other", Assert.Single(reading.Policies).Name);
        var error = Assert.Single(reading.Errors);
        Assert.Equal("Policy.DuplicateName", error.ErrorId);
        Assert.Contains($"same ({a}:7), same ({b}:2)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policies_of_one_name_in_one_file_are_refused_as_well()
    {
        var file = Write("a.hcl", Named("same") + Named("same"));
        var error = Assert.Single((await ReadAsync(file)).Errors);
        Assert.Contains($"same ({file}:1), same ({file}:7)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Different_policies_that_would_share_a_user_are_refused()
    {
        // One database with a comma in its name, and two databases: the same text, and so the same checksum.
        Write("a.hcl", PolicyText.With("instances = [\"a,b\"]"));
        Write("b.hcl", PolicyText.With("instances = [\"b\", \"a\"]").Replace("\"p\"", "\"q\"", StringComparison.Ordinal));
        var reading = await ReadAsync(_folder);
        Assert.Empty(reading.Policies);
        Assert.Equal("Policy.UserNameClash", Assert.Single(reading.Errors).ErrorId);
    }

    [Fact]
    public async Task Policies_of_the_same_shape_share_a_user_on_purpose()
    {
        Write("a.hcl", Named("a") + Named("b"));
        Assert.Single((await ReadAsync(_folder)).Policies.Select(policy => policy.UserName).Distinct());
    }

    [Fact]
    public void Paths_that_differ_in_case_are_one_file_where_the_file_system_says_so_and_two_where_it_does_not()
    {
        var folder = Directory.CreateTempSubdirectory("hoop-case-").FullName;
        try
        {
            var (lower, upper) = (Path.Combine(folder, "a.hcl"), Path.Combine(folder, "A.hcl"));
            File.WriteAllText(lower, "");
            var isOne = File.Exists(upper);
            Assert.Equal(isOne ? [lower] : [lower, upper], SameFiles.Once([lower, upper, lower]));
            File.WriteAllText(upper, "");
            Assert.Equal(isOne ? [upper] : [upper, lower], SameFiles.Once([upper, lower]));
            // The case of a folder that they are in.
            var shouted = Path.Combine(folder.ToUpperInvariant(), "a.hcl");
            Assert.Equal(File.Exists(shouted) ? [lower] : [lower, shouted], SameFiles.Once([lower, shouted]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_file_that_is_named_twice_is_read_once()
    {
        var file = Write("a.hcl", Named("a"));
        Assert.Single((await PolicyFiles.ReadAsync([file, _folder, file], TestContext.Current.CancellationToken)).Policies);
    }

    [Fact]
    public async Task What_is_not_there_or_empty_is_named()
    {
        var missing = Path.Combine(_folder, "none", "x.hcl");
        Assert.Equal(
            ("Policy.FileNotFound", missing), ((await ReadAsync(missing)).Errors[0].ErrorId, (await ReadAsync(missing)).Errors[0].Target));
        Assert.Equal(
            ("Policy.FileNotFound", _folder), ((await ReadAsync(_folder)).Errors[0].ErrorId, (await ReadAsync(_folder)).Errors[0].Target));
    }

    [Fact]
    public async Task A_file_without_an_end_is_not_read_to_its_end()
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "No device without an end here.");
        Assert.Equal("Policy.FileTooLarge", Assert.Single((await ReadAsync("/dev/zero")).Errors).ErrorId);
    }

    [Fact]
    public async Task Waiting_for_the_writer_of_a_pipe_can_be_cancelled()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Made with mkfifo.");
        var pipe = Path.Combine(_folder, "pipe.hcl");
        using (var made = System.Diagnostics.Process.Start("mkfifo", pipe))
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        using var cancel = new CancellationTokenSource();
        var reading = PolicyFiles.ReadAsync([pipe], cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        // The reader that was given up waits for a writer still; it gets one, or the process could not end.
        await using (new FileStream(pipe, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
        }
    }

    [Fact]
    public async Task One_policy_is_found_by_its_exact_name()
    {
        var file = Write("a.hcl", Named("a") + Named("A"));
        Assert.Equal(7, (await PolicyFiles.FindAsync(file, "A", TestContext.Current.CancellationToken)).Line);
        var refused = await Assert.ThrowsAsync<HoopException>(() =>
            PolicyFiles.FindAsync(file, "b", TestContext.Current.CancellationToken));
        Assert.Equal(("Policy.NotFound", "b", "It has: a, A."), (refused.ErrorId, refused.Target, refused.RecommendedAction));
    }

    [Fact]
    public async Task No_policy_is_taken_from_a_folder_in_which_something_is_wrong()
    {
        Write("a.hcl", Named("a"));
        Write("b.hcl", "policy");
        var refused = await Assert.ThrowsAsync<HoopConnect.SessionUsers.Hcl.HclException>(() => FindAsync("a"));
        Assert.Equal("Policy.Syntax", refused.ErrorId);
    }

    private Task<SessionPolicy> FindAsync(string name) => PolicyFiles.FindAsync(_folder, name, TestContext.Current.CancellationToken);

    private static Task<PolicyReading> ReadAsync(string path) => PolicyFiles.ReadAsync([path], TestContext.Current.CancellationToken);

    private static string Named(string name) => PolicyText.With().Replace("\"p\"", $"\"{name}\"", StringComparison.Ordinal);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}

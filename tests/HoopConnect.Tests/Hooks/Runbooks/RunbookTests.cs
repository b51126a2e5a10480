using HoopConnect.Hooks.Runbooks;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Tests.Hooks.Runbooks;

/// <summary>Where a runbook is taken from, and what stands against it.</summary>
public sealed class RunbookTests : IDisposable
{
    private readonly Scripts _scripts = new();

    public RunbookTests() => Scripts.RequirePython();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _scripts.Dispose();

    [Fact]
    public async Task A_script_by_its_path_is_in_no_repository()
    {
        await using var runbook = await Scripts.OpenAsync(_scripts.Write("hook.py", ""));
        Assert.Equal((Path.Combine(_scripts.Folder, "hook.py"), null), (runbook.Name, runbook.Commit));
        Assert.Equal(_scripts.Folder, runbook.Folder);
    }

    [Fact]
    public async Task A_working_copy_has_it_in_its_place_and_says_its_commit_and_whether_it_was_changed()
    {
        var commit = await _scripts.CommitAsync("print(1)\n");
        await using (var runbook = await Scripts.OpenAsync(_scripts.Repository))
            Assert.Equal((commit, _scripts.Repository), (runbook.Commit, runbook.Folder));

        _scripts.Write("repository/hoop-hooks/aws-connect-post-exec.runbook.py", "print(2)\n");
        await using (var changed = await Scripts.OpenAsync(_scripts.Repository))
            Assert.Equal(commit + "-dirty", changed.Commit);
        await using (var added = await Scripts.OpenAsync(_scripts.Write("repository/other.py", "")))
            Assert.Equal(commit + "-dirty", added.Commit);
    }

    [Fact]
    public async Task A_repository_is_cloned_without_its_past_and_the_clone_is_taken_away()
    {
        await _scripts.CommitAsync("print(1)\n");
        var commit = await _scripts.CommitAsync("print(2)\n");
        string folder;
        await using (var runbook = await Scripts.OpenAsync(Url))
        {
            folder = runbook.Folder;
            Assert.Equal(commit, runbook.Commit);
            Assert.Equal("print(2)\n", await File.ReadAllTextAsync(runbook.Script, Cancellation));
            Assert.Equal($"{Url} hoop-hooks/aws-connect-post-exec.runbook.py", runbook.Name);
            Assert.True(File.Exists(Path.Combine(folder, ".git", "shallow")));
        }

        Assert.False(Directory.Exists(Path.GetDirectoryName(folder)));
    }

    [Fact]
    public async Task No_hook_of_git_runs_and_no_submodule_comes()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("The hook is a shell script.");
            return;
        }

        await _scripts.CommitAsync("[submodule \"x\"]\n\tpath = x\n\turl = file:///nowhere\n", ".gitmodules");
        await _scripts.CommitAsync("print(1)\n");
        var template = Path.Combine(_scripts.Folder, "template");
        var ran = Path.Combine(_scripts.Folder, "ran");
        File.SetUnixFileMode(
            _scripts.Write("template/hooks/post-checkout", $"#!/bin/sh\ntouch '{ran}'\n"),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        // As a user's own settings have it: git has them in the environment too.
        var variables = new Dictionary<string, string>
        {
            ["GIT_CONFIG_COUNT"] = "1", ["GIT_CONFIG_KEY_0"] = "init.templateDir", ["GIT_CONFIG_VALUE_0"] = template,
        };
        await using (await Scripts.OpenAsync(Url, new RunbookOptions { Variables = variables }))
        {
        }

        Assert.False(File.Exists(ran));
    }

    [Fact]
    public async Task What_is_only_shown_is_not_cloned()
    {
        await _scripts.CommitAsync("print(1)\n");
        await using var runbook = await Runbook.OpenAsync(RunbookSource.Parse(Url), new RunbookOptions(), RunMode.Show, Cancellation);
        Assert.Null(runbook.Commit);
        Assert.Contains("clone", runbook.Preparation, StringComparison.Ordinal);
        Assert.Contains(Url, runbook.Preparation, StringComparison.Ordinal);
        Assert.Contains("aws-connect-post-exec", runbook.Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repository_that_is_not_there_is_a_failure_in_git_s_words()
    {
        Scripts.Require("git");
        await RefusedAsync("Runbook.NotFound", new Uri(Path.Combine(_scripts.Folder, "gone")).AbsoluteUri);
        Directory.CreateDirectory(Path.Combine(_scripts.Folder, "empty"));
        var refused = await RefusedAsync("Runbook.CloneFailed", new Uri(Path.Combine(_scripts.Folder, "empty")).AbsoluteUri);
        Assert.Contains("fatal:", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repository_without_a_runbook_says_what_it_lacks()
    {
        await _scripts.CommitAsync("x", "readme.md");
        var refused = await RefusedAsync("Runbook.NotFound", Url);
        Assert.Contains("hoop-hooks/aws-connect-post-exec.runbook.py", refused.Message, StringComparison.Ordinal);
        await RefusedAsync("Runbook.NotFound", _scripts.Repository);
    }

    [Fact]
    public async Task What_is_no_script_is_refused()
    {
        await RefusedAsync("Runbook.NotFound", Path.Combine(_scripts.Folder, "gone.py"));
        await RefusedAsync("Runbook.NotFound", _scripts.Folder);
        await RefusedAsync("Runbook.InvalidSource", _scripts.Write("hook.sh", ""));
    }

    [Theory]
    [InlineData("hook.py")]
    [InlineData("scripts")]
    public async Task What_others_can_write_to_is_not_run(string open)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Modes are POSIX's; AccessListTests has the rules of Windows.");
            return;
        }

        var script = _scripts.Write("scripts/hook.py", "");
        var path = open == "scripts" ? Path.GetDirectoryName(script)! : script;
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.OtherWrite);
        var refused = await RefusedAsync("Runbook.NotSafe", script);
        Assert.Contains("others can write to", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repository_of_this_machine_that_others_can_write_to_is_not_cloned()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Modes are POSIX's; AccessListTests has the rules of Windows.");
            return;
        }

        await _scripts.CommitAsync("print(1)\n");
        File.SetUnixFileMode(_scripts.Repository, File.GetUnixFileMode(_scripts.Repository) | UnixFileMode.GroupWrite);
        await RefusedAsync("Runbook.NotSafe", Url);
    }

    private string Url => new Uri(_scripts.Repository).AbsoluteUri;

    private static async Task<HoopException> RefusedAsync(string errorId, string source)
    {
        var refused = await Assert.ThrowsAsync<HoopException>(() => Scripts.OpenAsync(source));
        Assert.Equal(errorId, refused.ErrorId);
        return refused;
    }
}

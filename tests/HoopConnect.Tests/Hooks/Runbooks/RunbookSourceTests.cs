using HoopConnect.Hooks.Runbooks;
using HoopConnect.Hosting;

namespace HoopConnect.Tests.Hooks.Runbooks;

public class RunbookSourceTests
{
    [Theory]
    [InlineData("https://git.example.com/ops/hooks.git", "https")]
    [InlineData("http://127.0.0.1:8080/hooks.git", "http")]
    [InlineData("ssh://git@git.example.com:2222/ops/hooks.git", "ssh")]
    [InlineData("git@git.example.com:ops/hooks.git", "ssh")]
    [InlineData("file:///srv/git/hooks.git", "file")]
    public void A_repository_is_taken_by_these_protocols(string text, string protocol)
    {
        Assert.True(RunbookSource.IsUrl(text));
        Assert.Equal(protocol, RunbookSource.Parse(text).Protocol);
    }

    [Theory]
    [InlineData("")]
    [InlineData("relative/script.py")]
    [InlineData("--upload-pack=touch /tmp/evil")]
    [InlineData("-c")]
    [InlineData("ext::sh -c touch% /tmp/evil")]
    [InlineData("ext://sh")]
    [InlineData("fd::17")]
    [InlineData("git://git.example.com/hooks.git")]
    [InlineData("http://git.example.com/hooks.git")]
    [InlineData("ftp://git.example.com/hooks.git")]
    [InlineData("ssh://-oProxyCommand=evil/hooks.git")]
    [InlineData("ssh://-x@git.example.com/hooks.git")]
    [InlineData("git@git.example.com:-hooks.git")]
    [InlineData("git@-oProxyCommand=evil:hooks.git")]
    [InlineData("file://server/share/hooks.git")]
    [InlineData("https://git.example.com/a\nb.git")]
    public void Anything_else_is_refused(string text) =>
        Assert.Equal("Runbook.InvalidSource", Assert.Throws<HoopException>(() => RunbookSource.Parse(text)).ErrorId);

    [Theory]
    [InlineData("https://me:hunter2-secret@git.example.com/hooks.git")]
    [InlineData("https://hunter2-secret@git.example.com/hooks.git")]
    [InlineData("ssh://me:hunter2-secret@git.example.com/hooks.git")]
    public void A_credential_in_an_address_is_refused_and_not_shown(string text)
    {
        var error = Assert.Throws<HoopException>(() => RunbookSource.Parse(text));
        Assert.Equal("Runbook.InvalidSource", error.ErrorId);
        Assert.DoesNotContain("hunter2", error.ToString() + error.Target, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PGPASSWORD", true)]
    [InlineData("MYSQL_PWD", true)]
    [InlineData("MSSQL_SA_PASSWORD", true)]
    [InlineData("hoopconnect_vault_key", true)]
    [InlineData("HOOPCONNECT_STATE", false)]
    [InlineData("PWD", false)]
    [InlineData("OLDPWD", false)]
    [InlineData("PATH", false)]
    [InlineData("AWS_SECRET_ACCESS_KEY", false)]
    public void Passwords_of_databases_are_not_for_hooks(string name, bool isStripped)
    {
        var environment = new Dictionary<string, string?> { [name] = "x" };
        HookEnvironment.Strip(environment);
        Assert.Equal(isStripped, environment.Count == 0);
    }

    [Theory]
    [InlineData("AWS_SECRET_ACCESS_KEY", true)]
    [InlineData("AWS_SESSION_TOKEN", true)]
    [InlineData("VAULT_TOKEN", true)]
    [InlineData("AWS_ACCESS_KEY_ID", false)]
    [InlineData("AWS_WEB_IDENTITY_TOKEN_FILE", false)]
    [InlineData("HOME", false)]
    public void The_callers_own_secrets_are_hidden_in_the_output(string name, bool isSecret) =>
        Assert.Equal(isSecret, HookEnvironment.IsSecret(name));

    [Fact]
    public void A_variable_of_Windows_ends_at_32767_characters()
    {
        Assert.False(TemporaryEnvironment.IsTooLong("X", new string('x', 32_766), isWindows: true));
        Assert.True(TemporaryEnvironment.IsTooLong("X", new string('x', 32_767), isWindows: true));
        Assert.False(TemporaryEnvironment.IsTooLong("X", new string('x', 131_068), isWindows: false));
        Assert.True(TemporaryEnvironment.IsTooLong("X", new string('x', 131_072), isWindows: false));
    }

    [Fact]
    public void A_program_is_looked_for_in_the_folders_of_the_PATH_alone()
    {
        using var scripts = new Scripts();
        var program = scripts.Write(OperatingSystem.IsWindows() ? "tool.exe" : "tool", "");
        if (!OperatingSystem.IsWindows())
        {
            Assert.Null(ProgramFinder.Find("tool", scripts.Folder));
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        Assert.Equal(program, ProgramFinder.Find("tool", string.Join(Path.PathSeparator, "", ".", "/nowhere", scripts.Folder)));
        Assert.Null(ProgramFinder.Find("tool", string.Join(Path.PathSeparator, "", ".", "bin")));
    }
}

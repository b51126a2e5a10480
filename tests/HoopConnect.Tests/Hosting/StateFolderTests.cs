using HoopConnect.Databases;
using HoopConnect.Hosting;
using HoopConnect.Sandbox.Servers;

namespace HoopConnect.Tests.Hosting;

public sealed class StateFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("hoop-state-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void The_variable_of_our_own_wins_over_the_one_of_the_desktop()
    {
        var folder = StateFolder.OfUser(name => name switch
        {
            "HOOPCONNECT_STATE" => Path.Combine(_root, "ours"),
            "XDG_STATE_HOME" => Path.Combine(_root, "xdg"),
            _ => null,
        });
        Assert.Equal(Path.Combine(_root, "ours"), folder.Path);
        Assert.False(Directory.Exists(Path.Combine(_root, "xdg")));
    }

    [Fact]
    public void The_state_home_of_the_desktop_holds_a_folder_of_our_name()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "XDG is for Unix.");
        var folder = StateFolder.OfUser(name => name == "XDG_STATE_HOME" ? _root : null);
        Assert.Equal(Path.Combine(_root, "hoopconnect"), folder.Path);
    }

    [Fact]
    public void A_relative_path_is_refused_with_the_value()
    {
        var error = Assert.Throws<HoopException>(() => StateFolder.At("state/here"));
        Assert.Equal("State.InvalidFolder", error.ErrorId);
        Assert.Contains("'state/here'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("home")]
    public void An_account_without_a_folder_of_its_own_has_none_below_where_the_process_happens_to_be(string home)
    {
        var error = Assert.Throws<HoopException>(() => StateFolder.PathOfUser(_ => null, _ => home));
        Assert.Equal("State.InvalidFolder", error.ErrorId);
        Assert.Contains("HOOPCONNECT_STATE", error.RecommendedAction, StringComparison.Ordinal);
        Assert.StartsWith(_root, StateFolder.PathOfUser(_ => null, _ => _root), StringComparison.Ordinal);
        // Nor where the variable says one there: who looks for kept certificates would trust what lies in it.
        error = Assert.Throws<HoopException>(() => StateFolder.PathOfUser(name => name == "HOOPCONNECT_STATE" ? "here" : null, _ => _root));
        Assert.Equal("State.InvalidFolder", error.ErrorId);
    }

    [Fact]
    public async Task Folders_and_files_are_closed_to_others()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Modes are Unix's.");
        var folder = StateFolder.At(Path.Combine(_root, "a", "b"));
        var file = Path.Combine(folder.Folder("jobs"), "1.json");
        await StateFolder.WriteAsync(file, "{}"u8.ToArray(), Cancel);
        Assert.Equal("700", Octal(folder.Path));
        Assert.Equal("700", Octal(Path.GetDirectoryName(file)!));
        Assert.Equal("600", Octal(file));
    }

    [Fact]
    public void A_folder_that_others_can_look_into_is_refused_and_left_as_it_is()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Modes are Unix's.");
        var open = Path.Combine(_root, "open");
        Directory.CreateDirectory(open);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(open, (UnixFileMode)Convert.ToInt32("755", 8));
        var error = Assert.Throws<HoopException>(() => StateFolder.At(open));
        Assert.Equal("State.FolderNotPrivate", error.ErrorId);
        Assert.Equal("755", Octal(open));
    }

    [Theory]
    [InlineData("755", true)]
    [InlineData("775", false)]
    [InlineData("757", false)]
    [InlineData("1777", true)]
    public void A_folder_that_it_lies_in_is_closed_to_others_for_writing_unless_they_can_rename_nothing_there(string mode, bool safe)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Modes are Unix's.");
        var outer = Directory.CreateDirectory(Path.Combine(_root, "outer")).FullName;
        StateFolder.At(Path.Combine(outer, "inner", "state"));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(outer, (UnixFileMode)Convert.ToInt32(mode, 8));
        // By a link too: what counts is where it leads.
        var link = Path.Combine(_root, "link");
        Directory.CreateSymbolicLink(link, Path.Combine("outer", "inner"));

        foreach (var path in (string[])[Path.Combine(outer, "inner", "state"), Path.Combine(link, "state")])
        {
            var error = Record.Exception(() => StateFolder.At(path)) as HoopException;
            Assert.Equal(safe ? null : "State.FolderNotPrivate", error?.ErrorId);
            if (!safe)
                Assert.Contains($"'{outer}'", error!.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("state")]
    [InlineData("")]
    public void What_belongs_to_another_user_is_refused_although_root_may_use_it(string owned)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows(), "Only root can give a folder away.");
        var path = StateFolder.At(Path.Combine(_root, "outer", "state")).Path;
        Give(Path.Combine(_root, "outer", owned).TrimEnd('/'));

        var error = Assert.Throws<HoopException>(() => StateFolder.At(path));

        Assert.Equal("State.FolderNotPrivate", error.ErrorId);
        Assert.Contains("uid 65534", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("certificates")]
    [InlineData("certificates/eu-west-1-bundle.pem")]
    public async Task Kept_certificates_of_another_user_are_not_trusted(string owned)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows(), "Only root can give a folder away.");
        var folder = StateFolder.At(Path.Combine(_root, "state")).Folder("certificates");
        using var authority = new SandboxCertificates();
        await StateFolder.WriteAsync(
            Path.Combine(folder, "eu-west-1-bundle.pem"), System.Text.Encoding.ASCII.GetBytes(authority.AuthorityPem), Cancel);
        Assert.Single(new KeptCertificates(folder).Load());
        Give(Path.Combine(_root, "state", owned));

        Assert.Equal("State.FolderNotPrivate", Assert.Throws<HoopException>(() => new KeptCertificates(folder).Load()).ErrorId);
    }

    [Fact]
    public void A_link_of_another_user_leads_nowhere_since_its_owner_can_turn_it_where_he_likes()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows(), "Only root can give a link away.");
        // As in /tmp: nobody else can rename the link, and its owner can.
        var shared = Directory.CreateDirectory(Path.Combine(_root, "shared")).FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(shared, (UnixFileMode)Convert.ToInt32("1777", 8));
        var path = StateFolder.At(Path.Combine(_root, "mine", "state")).Path;
        var link = Path.Combine(shared, "link");
        Directory.CreateSymbolicLink(link, Path.GetDirectoryName(path)!);
        Assert.NotNull(StateFolder.At(Path.Combine(link, "state")));
        Give(link);

        var error = Assert.Throws<HoopException>(() => StateFolder.At(Path.Combine(link, "state")));

        Assert.Equal("State.FolderNotPrivate", error.ErrorId);
        Assert.Contains($"'{link}' belongs to another user", error.Message, StringComparison.Ordinal);
    }

    private static void Give(string path)
    {
        using var change = System.Diagnostics.Process.Start("chown", ["-h", "65534", path]);
        change.WaitForExit();
        Assert.Equal(0, change.ExitCode);
    }

    [Fact]
    public async Task A_file_is_replaced_whole_and_leaves_nothing_beside_it()
    {
        var folder = StateFolder.At(Path.Combine(_root, "s"));
        var file = Path.Combine(folder.Path, "record.json");
        await StateFolder.WriteAsync(file, "a long first content"u8.ToArray(), Cancel);
        await StateFolder.WriteAsync(file, "second"u8.ToArray(), Cancel);
        Assert.Equal("second", await File.ReadAllTextAsync(file, Cancel));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task A_cancelled_write_leaves_the_old_content()
    {
        var folder = StateFolder.At(Path.Combine(_root, "s"));
        var file = Path.Combine(folder.Path, "record.json");
        await StateFolder.WriteAsync(file, "first"u8.ToArray(), Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => StateFolder.WriteAsync(file, "second"u8.ToArray(), new CancellationToken(canceled: true)));
        Assert.Equal("first", await File.ReadAllTextAsync(file, Cancel));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_one_clear_error()
    {
        var inTheWay = Path.Combine(_root, "file");
        await File.WriteAllTextAsync(inTheWay, "", Cancel);
        var error = Assert.Throws<HoopException>(() => StateFolder.At(Path.Combine(inTheWay, "state")));
        Assert.Equal("State.WriteFailed", error.ErrorId);
    }

    private static string Octal(string path) =>
        OperatingSystem.IsWindows() ? "" : Convert.ToString((int)File.GetUnixFileMode(path), 8);
}

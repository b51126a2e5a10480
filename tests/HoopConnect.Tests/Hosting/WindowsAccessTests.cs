using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;
using HoopConnect.Databases;
using HoopConnect.Hosting;
using HoopConnect.Provisioning.Connections.Export;
using HoopConnect.Provisioning.Jobs;
using HoopConnect.Tests.Provisioning.Jobs;

namespace HoopConnect.Tests.Hosting;

/// <summary>What only Windows can show: the access lists of what we make, and what is refused.</summary>
public sealed class WindowsAccessTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("hoop-access-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task State_records_and_exports_have_one_rule_for_the_user_and_inherit_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "Access lists are those of Windows.");
        if (!OperatingSystem.IsWindows())
            return;
        Open(_root);
        var state = StateFolder.At(Path.Combine(_root, "closed", "state"));
        await new JobStore(state).WriteAsync(SampleJob.Make(phase: JobPhase.Running), Cancel);
        var export = Path.Combine(_root, "orders.env");
        await File.WriteAllTextAsync(export, "old", Cancel);
        await ConnectionExport.SaveAsync(export, "new", Cancel);

        AssertOwn(new DirectoryInfo(state.Path));
        AssertOwn(new DirectoryInfo(Path.Combine(state.Path, "jobs")));
        foreach (var record in Directory.GetFiles(Path.Combine(state.Path, "jobs")))
            AssertOwn(new FileInfo(record));
        AssertOwn(new FileInfo(export));
        Assert.Equal("new", await File.ReadAllTextAsync(export, Cancel));
    }

    [Fact]
    public void A_temporary_folder_is_closed_and_so_is_what_comes_to_lie_in_it()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "Access lists are those of Windows.");
        if (!OperatingSystem.IsWindows())
            return;
        var folder = PrivateFile.MakeTemporaryFolder("hoop-");
        try
        {
            AssertOwn(folder);
            var file = Path.Combine(folder.FullName, "server.cer");
            File.WriteAllBytes(file, [1]);
            if (!IsWine)
                Assert.Equal(Me(), Assert.Single(Rules(new FileInfo(file).GetAccessControl())).IdentityReference);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_folder_that_others_can_write_to_is_refused_and_one_that_they_can_read_is_not()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "Access lists are those of Windows.");
        if (!OperatingSystem.IsWindows())
            return;
        var open = Path.Combine(_root, "open");
        Directory.CreateDirectory(open);
        Allow(open, FileSystemRights.ReadAndExecute);
        StateFolder.At(open);

        Allow(open, FileSystemRights.Modify);
        var error = Assert.Throws<HoopException>(() => StateFolder.At(open));
        Assert.Equal("State.FolderNotPrivate", error.ErrorId);
        Assert.Contains("S-1-1-0", error.Message, StringComparison.Ordinal);
        Assert.Contains("icacls", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_in_one_that_others_can_rename_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "Access lists are those of Windows.");
        if (!OperatingSystem.IsWindows())
            return;
        var outer = Path.Combine(_root, "outer");
        var state = StateFolder.At(Path.Combine(outer, "state")).Path;
        Allow(outer, FileSystemRights.Modify);

        var error = Assert.Throws<HoopException>(() => StateFolder.At(state));

        Assert.Equal("State.FolderNotPrivate", error.ErrorId);
        Assert.Contains($"'{outer}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_others_can_write_is_not_trusted()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "Access lists are those of Windows.");
        if (!OperatingSystem.IsWindows())
            return;
        var folder = StateFolder.At(Path.Combine(_root, "state")).Folder("certificates");
        var bundle = Path.Combine(folder, "eu-west-1-bundle.pem");
        await StateFolder.WriteAsync(bundle, "no certificate"u8.ToArray(), Cancel);
        Assert.Equal("Database.InvalidCaFile", Assert.Throws<HoopException>(() => new KeptCertificates(folder).Load()).ErrorId);

        var security = new FileInfo(bundle).GetAccessControl();
        security.AddAccessRule(new FileSystemAccessRule(Everyone(), FileSystemRights.Write, AccessControlType.Allow));
        new FileInfo(bundle).SetAccessControl(security);
        Assert.Equal("State.FolderNotPrivate", Assert.Throws<HoopException>(() => new KeptCertificates(folder).Load()).ErrorId);
    }

    [Fact]
    public async Task A_file_for_others_inherits_what_its_folder_says()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "Access lists are those of Windows.");
        if (!OperatingSystem.IsWindows())
            return;
        Open(_root);
        var path = Path.Combine(_root, "bundle.pem");
        await PrivateFile.ReplaceAsync(path, "x"u8.ToArray(), StateErrors.WriteFailed, Cancel, forOthers: true);
        Assert.Contains(Everyone(), Named(new FileInfo(path).GetAccessControl()));
    }

    /// <summary>As a folder below the root of a drive is: what is made in it is anybody's to read and to change.</summary>
    [SupportedOSPlatform("windows")]
    private static void Open(string folder) =>
        Allow(folder, new FileSystemAccessRule(
            Everyone(), FileSystemRights.Modify, InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit,
            PropagationFlags.InheritOnly, AccessControlType.Allow));

    [SupportedOSPlatform("windows")]
    private static void Allow(string folder, FileSystemRights rights) =>
        Allow(folder, new FileSystemAccessRule(Everyone(), rights, AccessControlType.Allow));

    [SupportedOSPlatform("windows")]
    private static void Allow(string folder, FileSystemAccessRule rule)
    {
        var directory = new DirectoryInfo(folder);
        var security = directory.GetAccessControl();
        security.AddAccessRule(rule);
        directory.SetAccessControl(security);
    }

    [SupportedOSPlatform("windows")]
    private static void AssertOwn(FileSystemInfo info)
    {
        FileSystemSecurity security = info is DirectoryInfo folder ? folder.GetAccessControl() : ((FileInfo)info).GetAccessControl();
        if (IsWine)
        {
            Assert.All(Rules(security), rule => Assert.Contains(rule.IdentityReference, (IdentityReference[])[Me(), System()]));
            return;
        }

        Assert.True(security.AreAccessRulesProtected, info.FullName);
        var rule = Assert.Single(Rules(security));
        Assert.Equal(Me(), rule.IdentityReference);
        Assert.Equal(FileSystemRights.FullControl, rule.FileSystemRights);
    }

    [SupportedOSPlatform("windows")]
    private static IEnumerable<FileSystemAccessRule> Rules(FileSystemSecurity security) =>
        security.GetAccessRules(includeExplicit: true, includeInherited: true, typeof(SecurityIdentifier)).Cast<FileSystemAccessRule>();

    [SupportedOSPlatform("windows")]
    private static IEnumerable<IdentityReference> Named(FileSystemSecurity security) =>
        Rules(security).Select(rule => rule.IdentityReference);

    [SupportedOSPlatform("windows")]
    private static SecurityIdentifier Me()
    {
        using var identity = WindowsIdentity.GetCurrent();
        return identity.User!;
    }

    /// <summary>Wine keeps a mode where Windows keeps a list: nothing is inherited, and SYSTEM is always in it.</summary>
    private static bool IsWine =>
        NativeLibrary.TryLoad("ntdll.dll", out var library) && NativeLibrary.TryGetExport(library, "wine_get_version", out _);

    [SupportedOSPlatform("windows")]
    private static SecurityIdentifier System() => new(WellKnownSidType.LocalSystemSid, null);

    [SupportedOSPlatform("windows")]
    private static SecurityIdentifier Everyone() => new(WellKnownSidType.WorldSid, null);
}

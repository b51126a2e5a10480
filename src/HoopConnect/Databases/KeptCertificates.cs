using System.Security.Cryptography.X509Certificates;
using HoopConnect.Display;
using HoopConnect.Hosting;

namespace HoopConnect.Databases;

/// <summary>
/// The certificate bundles of RDS that the user keeps (<c>Save-HoopRdsCertificate</c>): authorities that are trusted beside the system's
/// where no CA file is named. RDS signs with authorities of its own that no system knows.
/// </summary>
/// <param name="folder">The full path of the folder with the bundles; it need not be there.</param>
public sealed class KeptCertificates(string folder)
{
    /// <summary>The full path of the folder with the bundles.</summary>
    public string Folder { get; } = folder;

    /// <summary>Those of the user who runs this process. Looks at nothing yet.</summary>
    public static KeptCertificates OfUser() => new(Path.Combine(StateFolder.PathOfUser(), "certificates"));

    /// <summary>The name of the file with a bundle.</summary>
    /// <param name="partition"><c>aws</c>, <c>aws-cn</c> or <c>aws-us-gov</c>.</param>
    /// <param name="region">The region; null for the bundle of all regions of the partition.</param>
    public static string FileName(string partition, string? region) => $"{region ?? $"{partition}-global"}-bundle.pem";

    /// <summary>The bundles, by the names of their files.</summary>
    public IReadOnlyList<FileInfo> Files() =>
        Directory.Exists(Folder)
            ? [.. new DirectoryInfo(Folder).EnumerateFiles("*-bundle.pem").OrderBy(file => file.Name, StringComparer.Ordinal)]
            : [];

    /// <summary>
    /// The one file that is right for a database of RDS, for clients which take one: the region's bundle, else its partition's; null where
    /// neither is kept.
    /// </summary>
    public string? FileFor(string partition, string region) =>
        new[] { FileName(partition, region), FileName(partition, null) }
            .Select(name => Path.Combine(Folder, name))
            .FirstOrDefault(File.Exists);

    /// <summary>All certificates of all bundles.</summary>
    /// <exception cref="HoopException"><c>Database.InvalidCaFile</c>, <c>State.FolderNotPrivate</c>.</exception>
    internal X509Certificate2Collection Load()
    {
        var files = Files();
        if (files.Count == 0)
            return [];
        // Whoever can write here decides whom we trust.
        StateFolder.CheckPrivate(Folder);
        var certificates = new X509Certificate2Collection();
        foreach (var file in files)
        {
            StateFolder.CheckNobodyElseWrites(file.FullName);
            certificates.AddRange(ServerTrust.ReadPem(file.FullName, "Fetch it again with Save-HoopRdsCertificate, or delete it."));
        }

        return certificates;
    }

    /// <summary>What is kept and how old it is, for a message; null where nothing is kept.</summary>
    internal string? Describe()
    {
        var files = Files();
        return files.Count == 0
            ? null
            : string.Join(
                ", ",
                files.Select(file =>
                    $"'{file.FullName}' (saved {ShownTime.Day(file.LastWriteTimeUtc)}, " +
                        $"{Math.Max(0, (DateTime.UtcNow - file.LastWriteTimeUtc).TotalDays):0} days ago)"
                ));
    }
}

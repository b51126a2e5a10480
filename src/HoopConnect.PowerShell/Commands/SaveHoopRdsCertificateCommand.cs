using System.Management.Automation;
using HoopConnect.Aws;
using HoopConnect.Databases;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Certificates;
using HoopConnect.PowerShell.Arguments;
using HoopConnect.PowerShell.Completion;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Keeps the certificate bundle of RDS, which connections trust from then on without a CA file.</summary>
[Cmdlet(VerbsData.Save, "HoopRdsCertificate", SupportsShouldProcess = true)]
[OutputType(typeof(RdsCertificateBundle))]
public sealed class SaveHoopRdsCertificateCommand : HoopCmdlet
{
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);

    /// <summary>
    /// The region; databases of Find-HoopRdsInstance bring theirs, and each is fetched once. All regions where not given.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [RegionArgument]
    [ArgumentCompleter(typeof(RegionCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Region { get; set; }

    /// <summary>The partition of the bundle of all regions.</summary>
    [Parameter]
    [ValidateSet("aws", "aws-cn", "aws-us-gov")]
    public string Partition { get; set; } = "aws";

    /// <summary>A file to write in place of the user's state folder.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>A file that has the bundle already.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? FromFile { get; set; }

    /// <summary>The SHA-256 that the bundle must have.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Sha256 { get; set; }

    /// <summary>A mirror in place of AWS's own host.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? EndpointUrl { get; set; }

    /// <summary>How long the fetching may take (seconds).</summary>
    [Parameter]
    [ValidateRange(1, TransportOptions.LongestTimeoutSeconds)]
    public int TimeoutSeconds { get; set; } = TransportOptions.UsualTimeoutSeconds;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (!_done.Add(Region ?? ""))
            return;
        if (_done.Count > 1 && (Path ?? FromFile) is { } single)
        {
            throw CertificateErrors.OneFile.Error($"The file '{single}' is for one region: '{Region}' would be the second.", Region);
        }

        var request = new RdsBundleRequest
        {
            Region = Region is null ? null : AwsRegion.Parse(Region),
            Partition = Partition,
            FromFile = FromFile is null ? null : await FullPathAsync(FromFile, cancellationToken),
            EndpointUrl = EndpointUrl,
            Path = Path is null ? null : await FullPathAsync(Path, cancellationToken),
            Sha256 = Sha256,
            Timeout = TimeSpan.FromSeconds(TimeoutSeconds),
        };
        if (await new RdsCertificates(KeptCertificates.OfUser()).SaveAsync(request, HoopHost, cancellationToken) is { } bundle)
            await WriteAsync(bundle, cancellationToken);
    }
}

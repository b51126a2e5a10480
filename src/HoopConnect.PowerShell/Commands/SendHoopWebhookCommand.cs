using System.Management.Automation;
using HoopConnect.Hooks.Webhooks;
using HoopConnect.Hosting;
using HoopConnect.PowerShell.Arguments;
using HoopConnect.Provisioning.Jobs;
using HoopConnect.Secrets;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Tells a receiver of webhooks, or Svix, how jobs ended: what was not delivered, or to somebody else too.</summary>
[Cmdlet(VerbsCommunications.Send, "HoopWebhook", SupportsShouldProcess = true, DefaultParameterSetName = UrlSet)]
[OutputType(typeof(WebhookDelivery))]
public sealed class SendHoopWebhookCommand : HoopCmdlet, IWebhookParameters
{
    private const string UrlSet = "Url";
    private const string SvixSet = "Svix";

    private JobStore? _jobs;
    private JobWebhook? _webhook;

    /// <summary>Jobs of Get-HoopProvisioningJob, results of Invoke-HoopProvisioning, or ids.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Id", "JobId")]
    [JobArgument]
    [ValidateNotNullOrEmpty]
    public string[] Job { get; set; } = [];

    /// <summary>Where it goes: a receiver that verifies the signature itself.</summary>
    [Parameter(Mandatory = true, ParameterSetName = UrlSet)]
    [WebhookUrlArgument]
    [ValidateNotNull]
    public WebhookUrl? WebhookUrl { get; set; }

    /// <summary>The key that it is signed with; two while the receiver goes from one to another.</summary>
    [Parameter(Mandatory = true, ParameterSetName = UrlSet)]
    [SecretArgument]
    [ValidateNotNullOrEmpty]
    public Secret[] WebhookSecret { get; set; } = [];

    /// <summary>The token of Svix's API.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SvixSet)]
    [SecretArgument]
    [ValidateNotNull]
    public Secret? SvixToken { get; set; }

    /// <summary>The application's id or uid in Svix.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SvixSet)]
    [ValidateNotNullOrEmpty]
    public string? SvixApplication { get; set; }

    /// <summary>The type that the event has in Svix.</summary>
    [Parameter(ParameterSetName = SvixSet)]
    [ValidateNotNullOrEmpty]
    public string? SvixEventType { get; set; }

    /// <summary>A server of Svix of one's own.</summary>
    [Parameter(ParameterSetName = SvixSet)]
    [WebhookUrlArgument]
    [ValidateNotNull]
    public WebhookUrl? SvixServer { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        _jobs = new JobStore(StateFolder.OfUser());
        _webhook = this.Webhook(_jobs);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        // What is sent is the record as it is kept, not the object that names it.
        foreach (var id in Job)
            await ForTargetAsync(id, async () =>
            {
                var record = await _jobs!.RequireAsync(new JobQuery { Id = id }, HoopHost, cancellationToken);
                if (await _webhook!.SendAsync(record, HoopHost, cancellationToken) is { } delivery)
                    await WriteAsync(delivery, cancellationToken);
            });
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _webhook?.Dispose();
        base.Dispose(disposing);
    }
}

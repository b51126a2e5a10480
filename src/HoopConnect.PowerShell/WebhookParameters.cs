using HoopConnect.Hooks.Webhooks;
using HoopConnect.Hosting;
using HoopConnect.PowerShell.Pipeline;
using HoopConnect.Provisioning.Jobs;

namespace HoopConnect.PowerShell;

/// <summary>Makes of the parameters what the engine takes.</summary>
internal static class WebhookParameters
{
    /// <summary>The webhook that the command line asks for; null where it asks for none. The caller disposes it.</summary>
    /// <exception cref="TerminatingException">Those of <see cref="WebhookOptions.Target"/>: before anything is changed.</exception>
    public static JobWebhook? Webhook(this IWebhookParameters parameters, JobStore jobs)
    {
        try
        {
            var target = new WebhookOptions
            {
                Url = parameters.WebhookUrl,
                Secrets = parameters.WebhookSecret,
                SvixToken = parameters.SvixToken,
                SvixApplication = parameters.SvixApplication,
                SvixEventType = parameters.SvixEventType,
                SvixServer = parameters.SvixServer,
            }.Target();
            return target is null ? null : new JobWebhook(target, jobs);
        }
        catch (HoopException wrong)
        {
            throw new TerminatingException(wrong);
        }
    }
}

using HoopConnect.Sandbox.Model;
using HoopConnect.Sandbox.Servers;
using Microsoft.AspNetCore.Http;

namespace HoopConnect.Sandbox;

/// <summary>
/// Where RDS publishes its certificates (<c>/truststore/global/global-bundle.pem</c>, and one for each region): here, the authority of the
/// sandbox's servers.
/// </summary>
internal sealed class TrustStoreEndpoint(Organisation organisation)
{
    public static readonly PathString Path = "/truststore";

    public async Task HandleAsync(HttpContext context)
    {
        var isKnown = organisation.Regions.Append("global").Any(folder => context.Request.Path == $"{Path}/{folder}/{folder}-bundle.pem");
        context.Response.StatusCode = isKnown ? 200 : 404;
        context.Response.ContentType = "application/x-pem-file";
        await context.Response.WriteAsync(isKnown ? SandboxCertificates.Shared.AuthorityPem : "", context.RequestAborted);
    }
}

using System.Runtime.CompilerServices;
using System.Text.Json;
using HoopConnect.Aws.Protocol;

namespace HoopConnect.Aws.Organizations;

/// <summary>AWS Organizations over the JSON protocol.</summary>
internal sealed class OrganizationsClient(ServiceChannel channel) : IOrganizationsClient
{
    /// <summary>What Organizations answers to an account that is in no organisation.</summary>
    public const string NotInUse = "AWSOrganizationsNotInUseException";

    public async IAsyncEnumerable<OrganizationAccount> ListAccountsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var markers = new PageMarkers("organizations:ListAccounts");
        string? token = null;
        do
        {
            var members = token is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["NextToken"] = token };
            var answer = await CallAsync("ListAccounts", members, cancellationToken);
            if (answer.TryGetProperty("Accounts", out var accounts))
            {
                foreach (var account in accounts.EnumerateArray())
                {
                    yield return new OrganizationAccount(
                        account.Text("Id") ?? "", account.Text("Name") ?? "", account.Text("Email") ?? "",
                        // "State" takes the place of "Status", which the API Reference calls deprecated.
                        account.Text("State") ?? account.Text("Status") ?? "", account.Text("JoinedMethod") ?? "");
                }
            }
            token = markers.Next(answer.Text("NextToken"));
        }
        while (token is not null);
    }

    public async Task<string?> GetOrganizationIdAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await CallAsync("DescribeOrganization", new Dictionary<string, string>(), cancellationToken);
            return answer.TryGetProperty("Organization", out var organization) ? organization.Text("Id") : null;
        }
        catch (AwsErrorException failure) when (failure.AwsErrorCode == NotInUse)
        {
            return null;
        }
    }

    private Task<JsonElement> CallAsync(string operation, Dictionary<string, string> members, CancellationToken cancellationToken) =>
        channel.JsonAsync(
            new ProtocolRequest(AwsService.Organizations, operation) { Json = JsonSerializer.SerializeToUtf8Bytes(members) },
            cancellationToken);
}

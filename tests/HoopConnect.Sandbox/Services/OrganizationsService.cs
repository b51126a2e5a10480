using System.Text.Json.Nodes;
using HoopConnect.Sandbox.Model;
using HoopConnect.Sandbox.Protocols;

namespace HoopConnect.Sandbox.Services;

/// <summary>AWS Organizations: ListAccounts and DescribeOrganization.</summary>
internal sealed class OrganizationsService(Organisation organisation) : IAwsService
{
    public string SigningName => "organizations";

    public IAwsProtocol Protocol { get; } = new JsonProtocol("AWSOrganizationsV20161128", "TooManyRequestsException");

    public string? SigningRegion(string partition) => partition switch
    {
        "aws-cn" => "cn-northwest-1",
        "aws-us-gov" => "us-gov-west-1",
        _ => "us-east-1",
    };

    public AwsResult Handle(AwsCall call)
    {
        if (!organisation.Options.InOrganisation)
            throw new AwsFailureException("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.");
        return call.Action switch
        {
            "DescribeOrganization" => DescribeOrganization(),
            "ListAccounts" => ListAccounts(call),
            _ => throw new AwsFailureException("UnknownOperationException", $"The sandbox has no operation {call.Action}."),
        };
    }

    private AwsResult DescribeOrganization() => AwsResult.Of(new JsonObject
    {
        ["Organization"] = new JsonObject
        {
            ["Id"] = organisation.Id,
            ["Arn"] = $"arn:{organisation.Partition}:organizations::{organisation.Management.Id}:organization/{organisation.Id}",
            ["FeatureSet"] = "ALL",
            ["MasterAccountArn"] = ArnOf(organisation.Management),
            ["MasterAccountId"] = organisation.Management.Id,
            ["MasterAccountEmail"] = organisation.Management.Email,
            ["AvailablePolicyTypes"] = new JsonArray(new JsonObject { ["Type"] = "SERVICE_CONTROL_POLICY", ["Status"] = "ENABLED" }),
        },
    });

    private AwsResult ListAccounts(AwsCall call)
    {
        // Only the management account (or a delegated administrator) may list.
        if (call.Caller!.AccountId != organisation.Management.Id)
            throw new AwsFailureException("AccessDeniedException", "You don't have permissions to access this resource.");
        var asked = call.Parameters.Number("MaxResults", 20);
        if (asked is < 1 or > 20)
            throw new AwsFailureException("InvalidInputException", "You specified an invalid value for MaxResults.");
        var page = Paging.Take(
            organisation.Accounts,
            call.Parameters.Find("NextToken"),
            Math.Min(asked, organisation.Options.AccountsPageSize),
            () => new AwsFailureException("InvalidInputException", "You specified an invalid value for NextToken."));
        var answer = new JsonObject { ["Accounts"] = new JsonArray([.. page.Items.Select(Describe)]) };
        if (page.Next is not null)
            answer["NextToken"] = page.Next;
        return AwsResult.Of(answer);
    }

    private JsonNode Describe(Account account) => new JsonObject
    {
        ["Id"] = account.Id,
        ["Arn"] = ArnOf(account),
        ["Email"] = account.Email,
        ["Name"] = account.Name,
        ["Status"] = account.Status,
        ["JoinedMethod"] = account.JoinedMethod,
        ["JoinedTimestamp"] = 1735689600.125,
    };

    private string ArnOf(Account account) =>
        $"arn:{organisation.Partition}:organizations::{organisation.Management.Id}:account/{organisation.Id}/{account.Id}";
}

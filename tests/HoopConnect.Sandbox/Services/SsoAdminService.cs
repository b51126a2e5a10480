using System.Text.Json.Nodes;
using HoopConnect.Sandbox.Model;
using HoopConnect.Sandbox.Protocols;

namespace HoopConnect.Sandbox.Services;

/// <summary>IAM Identity Center's administration: instances and their attributes for access control.</summary>
internal sealed class SsoAdminService(Organisation organisation) : IAwsService
{
    private const string Configuration = "InstanceAccessControlAttributeConfiguration";

    public string SigningName => "sso";

    public IAwsProtocol Protocol { get; } = new JsonProtocol("SWBExternalService", "ThrottlingException");

    public AwsResult Handle(AwsCall call) => call.Action switch
    {
        "ListInstances" => ListInstances(call),
        "DescribeInstanceAccessControlAttributeConfiguration" => DescribeAttributes(Instance(call)),
        "CreateInstanceAccessControlAttributeConfiguration" => CreateAttributes(Instance(call), call),
        "UpdateInstanceAccessControlAttributeConfiguration" => UpdateAttributes(Instance(call), call),
        _ => throw new AwsFailureException("UnknownOperationException", $"The sandbox has no operation {call.Action}."),
    };

    private List<IdentityCenterInstance> Visible(AwsCall call) =>
        organisation.IdentityCenters.FindAll(each => each.Region == call.Region && each.AccountId == call.Caller!.AccountId);

    private AwsResult ListInstances(AwsCall call)
    {
        var page = Paging.Take(
            Visible(call), call.Parameters.Find("NextToken"), organisation.Options.DirectoryPageSize,
            () => new AwsFailureException("ValidationException", "The NextToken is not valid."));
        var answer = new JsonObject { ["Instances"] = new JsonArray([.. page.Items.Select(Describe)]) };
        if (page.Next is not null)
            answer["NextToken"] = page.Next;
        return AwsResult.Of(answer);
    }

    private static JsonNode Describe(IdentityCenterInstance instance)
    {
        var answer = new JsonObject
        {
            ["InstanceArn"] = instance.InstanceArn,
            ["IdentityStoreId"] = instance.IdentityStoreId,
            ["OwnerAccountId"] = instance.AccountId,
            ["Status"] = "ACTIVE",
            ["CreatedDate"] = 1735689600.125,
        };
        if (instance.Name is not null)
            answer["Name"] = instance.Name;
        return answer;
    }

    private static AwsResult DescribeAttributes(IdentityCenterInstance instance)
    {
        var attributes = instance.Attributes
            ?? throw new AwsFailureException("ResourceNotFoundException", "The instance has no attributes for access control.");
        return AwsResult.Of(new JsonObject
        {
            ["Status"] = "ENABLED",
            [Configuration] = new JsonObject
            {
                ["AccessControlAttributes"] = new JsonArray([.. attributes.Select(attribute => new JsonObject
                {
                    ["Key"] = attribute.Key,
                    ["Value"] = new JsonObject
                    {
                        ["Source"] = new JsonArray([.. attribute.Value.Select(source => (JsonNode?)source)]),
                    },
                })]),
            },
        });
    }

    private static AwsResult CreateAttributes(IdentityCenterInstance instance, AwsCall call)
    {
        if (instance.Attributes is not null)
            throw new AwsFailureException("ConflictException", "Attributes for access control are switched on already.");
        instance.Attributes = Read(call);
        return AwsResult.Of(new JsonObject());
    }

    private static AwsResult UpdateAttributes(IdentityCenterInstance instance, AwsCall call)
    {
        if (instance.Attributes is null)
            throw new AwsFailureException("ResourceNotFoundException", "The instance has no attributes for access control.");
        instance.Attributes = Read(call);
        return AwsResult.Of(new JsonObject());
    }

    private static Dictionary<string, IReadOnlyList<string>> Read(AwsCall call)
    {
        var all = JsonNode.Parse(call.Parameters.Require(Configuration))!["AccessControlAttributes"]!.AsArray();
        return all.ToDictionary(
            attribute => attribute!["Key"]!.GetValue<string>(),
            attribute => (IReadOnlyList<string>)[
                .. attribute!["Value"]!["Source"]!.AsArray().Select(source => source!.GetValue<string>())],
            StringComparer.Ordinal);
    }

    private IdentityCenterInstance Instance(AwsCall call)
    {
        var arn = call.Parameters.Require("InstanceArn");
        return Visible(call).Find(each => each.InstanceArn == arn)
            ?? throw new AwsFailureException("ResourceNotFoundException", $"There is no instance {arn}.");
    }
}

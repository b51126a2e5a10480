using HoopConnect.Sandbox;
using HoopConnect.Sandbox.Traffic;

namespace HoopConnect.Tests.Sandbox.ServiceModels;

/// <summary>
/// The oracle finds what it is there to find. (That it lets right traffic pass is what every other test with a sandbox shows.)
/// </summary>
public class ModelCheckerTests
{
    private const string GoodAssociation = """{"namespace":"a","serviceAccount":"b","roleArn":"r"}""";
    private const string Rds = "http://rds.amazonaws.com/doc/2014-10-31/";
    private const string Ec2 = "http://ec2.amazonaws.com/doc/2016-11-15/";
    private const string Form = "application/x-www-form-urlencoded; charset=utf-8";
    private const string GoodModify = "Action=ModifyDBInstance&Version=2014-10-31&DBInstanceIdentifier=orders";
    private const string GoodAuthorize = "Action=AuthorizeSecurityGroupIngress&Version=2016-11-15&GroupId=sg-1";
    private static readonly string GoodModified = Modified("<DBInstance><Engine>postgres</Engine></DBInstance>");

    [Theory]
    [InlineData("&DbInstanceIdentifier=x", "DbInstanceIdentifier: no such member")]
    [InlineData("&ApplyImmediately=yes", "ApplyImmediately: no boolean")]
    [InlineData("&AllocatedStorage=1.5", "AllocatedStorage: no integer")]
    [InlineData("&VpcSecurityGroupIds.member.1=sg-1", "its items must be VpcSecurityGroupIds.VpcSecurityGroupId.N")]
    [InlineData("&VpcSecurityGroupIds.1=sg-1", "its items must be VpcSecurityGroupIds.VpcSecurityGroupId.N")]
    [InlineData("&VpcSecurityGroupIds.VpcSecurityGroupId.2=sg-1", "numbered from 1")]
    [InlineData("&DBInstanceIdentifier=again", "there twice")]
    public void A_wrong_Query_request_is_found(string more, string expected) =>
        AssertFound(expected, Exchange("rds", "ModifyDBInstance", GoodModify + more, GoodModified));

    [Theory]
    [InlineData("Action=ModifyDBInstance&Version=2014-10-31", "DBInstanceIdentifier: required and missing")]
    [InlineData("Action=ModifyDBInstance&Version=2014-09-01&DBInstanceIdentifier=x", "the version is not 2014-10-31")]
    public void A_missing_member_or_another_version_is_found(string body, string expected) =>
        AssertFound(expected, Exchange("rds", "ModifyDBInstance", body, GoodModified));

    [Theory]
    [InlineData("<DBInstance><engine>postgres</engine></DBInstance>", "/DBInstance/engine: no such member")]
    [InlineData("<DBInstance><MultiAZ>True</MultiAZ></DBInstance>", "/DBInstance/MultiAZ: no boolean")]
    [InlineData("<DBInstance><InstanceCreateTime>yesterday</InstanceCreateTime></DBInstance>", "no timestamp")]
    [InlineData("<DBInstance><TagList><member><Key>a</Key></member></TagList></DBInstance>", "the list's items are Tag")]
    [InlineData("<DBInstance><Endpoint>host</Endpoint></DBInstance>", "text where a structure should be")]
    [InlineData("<DBInstance><Engine>a</Engine><Engine>b</Engine></DBInstance>", "there more than once")]
    public void A_wrong_Query_answer_is_found(string content, string expected) =>
        AssertFound(expected, Exchange("rds", "ModifyDBInstance", GoodModify, Modified(content)));

    [Theory]
    [InlineData(
        "<ModifyDBInstanceResponse " +
            $"xmlns='{Rds}'><DBInstance/><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></ModifyDBInstanceResponse>",
        "there is no ModifyDBInstanceResult")]
    [InlineData(
        $"<ModifyDBInstanceResponse xmlns='{Rds}'><ModifyDBInstanceResult/></ModifyDBInstanceResponse>",
        "there is no ResponseMetadata/RequestId")]
    [InlineData("<ModifyDBInstanceResponse><ModifyDBInstanceResult/></ModifyDBInstanceResponse>", "is in namespace ''")]
    [InlineData("{}", "XmlException")]
    public void A_Query_answer_in_the_wrong_wrapping_is_found(string answer, string expected) =>
        AssertFound(expected, Exchange("rds", "ModifyDBInstance", GoodModify, answer));

    [Theory]
    [InlineData("&IpPermissions.item.1.IpProtocol=tcp", "numbered from 1")]
    [InlineData("&IpPermissions.1.ipProtocol=tcp", "IpPermissions.1.ipProtocol: no such member")]
    [InlineData("&IpPermissions.1.UserIdGroupPairs.1.GroupId=sg-2", "UserIdGroupPairs: no such member")]
    [InlineData("&IpPermissions.1.FromPort=all", "FromPort: no integer")]
    public void A_wrong_EC2_request_is_found(string more, string expected) =>
        AssertFound(
            expected,
            Exchange(
                "ec2",
                "AuthorizeSecurityGroupIngress",
                GoodAuthorize + more,
                "<AuthorizeSecurityGroupIngressResponse " +
                    $"xmlns='{Ec2}'><requestId>1</requestId><return>true</return></AuthorizeSecurityGroupIngressResponse>"
            ));

    [Theory]
    [InlineData("<Accounts/>", "JsonReaderException")]
    [InlineData("""{"Accounts":{}}""", ".Accounts: Object where a list should be")]
    [InlineData("""{"Accounts":[{"JoinedTimestamp":"2025"}]}""", ".Accounts[].JoinedTimestamp: String where a timestamp should be")]
    [InlineData("""{"accounts":[]}""", ".accounts: no such member")]
    public void A_wrong_JSON_answer_is_found(string answer, string expected) =>
        AssertFound(
            expected,
            Exchange("organizations", "ListAccounts", "{}", answer) with
            {
                RequestHeaders = new Dictionary<string, string[]>
                {
                    ["content-type"] = ["application/x-amz-json-1.1"],
                    ["x-amz-target"] = ["AWSOrganizationsV20161128.ListAccounts"],
                },
            });

    [Theory]
    [InlineData("GET", "/clusters/apps/pod-identity-associations", GoodAssociation, "the method is GET")]
    [InlineData("POST", "/clusters/apps/associations", GoodAssociation, "the path is not /clusters/{name}/pod-identity-associations")]
    [InlineData("POST", "/clusters//pod-identity-associations", GoodAssociation, "name: empty")]
    [InlineData("POST", "/clusters/apps/pod-identity-associations?namespace=a", GoodAssociation, "namespace: no such member of the query")]
    [InlineData("POST", "/clusters/apps/pod-identity-associations", """{"namespace":"a","roleArn":"r"}""", "serviceAccount: required")]
    [InlineData("POST", "/clusters/apps/pod-identity-associations", """{"clusterName":"apps"}""", ".clusterName: no such member")]
    public void A_wrong_REST_request_is_found(string method, string target, string body, string expected) =>
        AssertFound(expected, Rest(method, target, body));

    [Fact]
    public void A_REST_error_without_its_header_is_found() =>
        AssertFound(
            "x-amzn-ErrorType is ''",
            Rest("POST", "/clusters/apps/pod-identity-associations", GoodAssociation) with
            {
                Status = 409,
                ErrorCode = "ResourceInUseException",
                AnswerBody = """{"message":"Association already exists"}""",
            });

    [Fact]
    public void An_error_in_another_protocol_s_form_is_found() =>
        AssertFound(
            "the error has no ErrorResponse",
            Exchange("rds", "ModifyDBInstance", GoodModify, $"<Response xmlns='{Rds}'><Errors/><RequestID>1</RequestID></Response>") with
            {
                Status = 400,
                ErrorCode = "X",
            });

    [Fact]
    public void An_operation_that_does_not_exist_is_found() =>
        AssertFound("no such operation", Exchange("rds", "ModifyDbInstance", "", ""));

    [Fact]
    public void What_is_right_passes()
    {
        var checker = new ModelChecker();
        checker.Observe(
            Exchange(
                "rds",
                "ModifyDBInstance",
                GoodModify + "&VpcSecurityGroupIds.VpcSecurityGroupId.1=sg-1&ApplyImmediately=false",
                GoodModified));
        checker.Observe(Rest("POST", "/clusters/apps/pod-identity-associations", GoodAssociation));
        Assert.Empty(checker.Violations);
        checker.Complete();
    }

    [Fact]
    public async Task Every_sandbox_of_the_tests_is_held_against_the_models_and_a_violation_fails_its_test()
    {
        var sandbox = await AwsSandbox.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await new SandboxPeer(sandbox, sandbox.AccessKey).RdsAsync("DescribeDBInstances", ("DbInstanceIdentifier", "misspelled"));
        var failure = await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => sandbox.DisposeAsync().AsTask());
        Assert.Contains("DbInstanceIdentifier: no such member", failure.Message, StringComparison.Ordinal);
    }

    private static void AssertFound(string expected, Exchange exchange)
    {
        var checker = new ModelChecker();
        checker.Observe(exchange);
        Assert.Contains(checker.Violations, violation => violation.Contains(expected, StringComparison.Ordinal));
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(checker.Complete);
    }

    private static string Modified(string content) =>
        $"<ModifyDBInstanceResponse xmlns='{Rds}'><ModifyDBInstanceResult>{content}</ModifyDBInstanceResult>" +
        "<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></ModifyDBInstanceResponse>";

    private static Exchange Rest(string method, string target, string body) =>
        Exchange("eks", "CreatePodIdentityAssociation", body, """{"association":{"associationId":"a-1"}}""") with
        {
            Method = method,
            RequestTarget = target,
            RequestHeaders = new Dictionary<string, string[]> { ["content-type"] = ["application/json"] },
        };

    private static Exchange Exchange(string service, string action, string requestBody, string answerBody) => new()
    {
        Service = service,
        Action = action,
        Method = "POST",
        RequestTarget = "/",
        RequestHeaders = new Dictionary<string, string[]> { ["content-type"] = [Form] },
        RequestBody = requestBody,
        Status = 200,
        ContentType = "text/xml",
        AnswerBody = answerBody,
    };
}

using System.Text.Json;
using System.Text.Json.Nodes;
using HoopConnect.Hosting;
using HoopConnect.IdentityCenter.Events;

namespace HoopConnect.Tests.IdentityCenter.Events;

public sealed class DirectoryEventReaderTests
{
    private const string User = "9067729b3d-94f1e9c8-5a5e-4c3d-9f1a-0123456789ab";
    private const string Group = "9067729b3d-f987ac4d-a175-44f0-a528-6d23c5d2ec4d";
    private const string Store = "d-9067729b3d";
    private const string Hidden = "HIDDEN_DUE_TO_SECURITY_REASONS";

    /// <summary>Each kind of call of each of the three sources, as CloudTrail writes it.</summary>
    public static TheoryData<string, string, string, string?, DirectoryEventKind, string, string?> Calls => new()
    {
        {
            "sso-directory", "CreateUser", $$$"""{"identityStoreId":"{{{Store}}}"}""",
            $$$"""{"user":{"userId":"{{{User}}}","userName":"{{{Hidden}}}"}}""", DirectoryEventKind.UserCreated, User, null
        },
        {
            "sso-directory", "AddMemberToGroup",
            $$$"""{"identityStoreId":"{{{Store}}}","groupId":"{{{Group}}}","member":{"memberId":"{{{User}}}"}}""", null,
            DirectoryEventKind.MemberAdded, User, Group
        },
        {
            "sso-directory", "RemoveMemberFromGroup",
            $$$"""{"identityStoreId":"{{{Store}}}","groupId":"{{{Group}}}","memberId":"{{{User}}}"}""", null,
            DirectoryEventKind.MemberRemoved, User, Group
        },
        {
            "sso-directory", "DeleteUser", $$$"""{"identityStoreId":"{{{Store}}}","userId":"{{{User}}}"}""", null,
            DirectoryEventKind.UserDeleted, User, null
        },
        {
            "identitystore", "CreateUser", $$$"""{"identityStoreId":"{{{Store}}}","userName":"{{{Hidden}}}"}""",
            $$$"""{"userId":"{{{User}}}","identityStoreId":"{{{Store}}}"}""", DirectoryEventKind.UserCreated, User, null
        },
        {
            "identitystore", "CreateGroupMembership",
            $$$"""{"identityStoreId":"{{{Store}}}","groupId":"{{{Group}}}","memberId":{"userId":"{{{User}}}"}}""", null,
            DirectoryEventKind.MemberAdded, User, Group
        },
        {
            // Which membership it was, nothing can tell any more.
            "identitystore", "DeleteGroupMembership", $$$"""{"identityStoreId":"{{{Store}}}","membershipId":"{{{User}}}"}""", null,
            DirectoryEventKind.MemberRemoved, "", null
        },
        {
            "identitystore", "DeleteUser", $$$"""{"identityStoreId":"{{{Store}}}","userId":"{{{User}}}"}""", null,
            DirectoryEventKind.UserDeleted, User, null
        },
        {
            "identitystore-scim", "CreateUser",
            $$$"""{"httpBody":{"userName":"{{{Hidden}}}","active":true},"tenantId":"xxxx"}""",
            $$$"""{"id":"{{{User}}}","userName":"{{{Hidden}}}"}""", DirectoryEventKind.UserCreated, User, null
        },
        {
            "identitystore-scim", "DeleteUser", $$$"""{"id":"{{{User}}}","tenantId":"xxxx"}""", null,
            DirectoryEventKind.UserDeleted, User, null
        },
        {
            "identitystore-scim", "PatchGroup",
            $$$"""{"id":"{{{Group}}}","tenantId":"xxxx","httpBody":{"operations":[{"op":"add","value":[{"value":"{{{User}}}"}]}]}}""",
            null, DirectoryEventKind.MemberAdded, User, Group
        },
        {
            "identitystore-scim", "PatchGroup",
            $$$"""{"id":"{{{Group}}}","tenantId":"xxxx","httpBody":{"operations":[{"op":"remove","value":"{{{Hidden}}}"}]}}""",
            null, DirectoryEventKind.MemberRemoved, "", Group
        },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public void The_calls_of_the_console_of_the_API_and_of_providers_are_read(
        string source, string name, string parameters, string? response, DirectoryEventKind kind, string user, string? group)
    {
        var read = Single(Event(source, name, parameters, response));
        Assert.Equal((kind, user, group), (read.Kind, read.UserId, read.GroupId));
        Assert.Equal(source == "identitystore-scim" ? null : Store, read.IdentityStoreId);
        Assert.Equal(new DateTime(2026, 11, 28, 3, 4, 5, DateTimeKind.Utc), read.Time);
        Assert.Equal("record-id", read.EventId);
        // CloudTrail's record alone, as a trail's file and a query of it have it.
        var record = JsonNode.Parse(Event(source, name, parameters, response))!["detail"]!.ToJsonString();
        Assert.Equal(read, Single(record));
    }

    [Fact]
    public void The_form_in_which_a_function_sends_events_on_is_read_and_its_names_are_not()
    {
        const string added =
            $$$"""{"user_name":"jane","user_id":"{{{User}}}","role_name":"DBA","group_id":"{{{Group}}}","event_type":"AddMemberToGroup"}""";
        const string deleted = $$$"""{"user_id":"{{{User}}}","event_type":"DeleteUser"}""";
        var read = Single(
            $$$"""{"id":"e-1","time":"2026-11-28T03:04:05Z","source":"Lambda function: forward-create-event","detail":{{{added}}}}""");
        Assert.Equal((DirectoryEventKind.MemberAdded, User, Group, "e-1"), (read.Kind, read.UserId, read.GroupId, read.EventId));
        Assert.Equal(DirectoryEventKind.MemberAdded, Single(added).Kind);
        Assert.Equal((DirectoryEventKind.UserDeleted, null), (Single(deleted).Kind, Single(deleted).GroupId));
    }

    [Fact]
    public void Batches_are_read_as_Lambda_SQS_and_SNS_deliver_them()
    {
        var one = Event("sso-directory", "DeleteUser", $$$"""{"userId":"{{{User}}}"}""", null);
        var notification = JsonSerializer.Serialize(new { Type = "Notification", MessageId = "n", Message = one });
        string[] batches =
        [
            $"[{one},{one}]",
            JsonSerializer.Serialize(new { Records = new[] { new { messageId = "1", body = one }, new { messageId = "2", body = one } } }),
            JsonSerializer.Serialize(new { Messages = new[] { new { Body = one }, new { Body = notification } } }),
            JsonSerializer.Serialize(new[]
            {
                new { MessageId = "1", ReceiptHandle = "r", Body = one }, new { MessageId = "2", ReceiptHandle = "r", Body = notification },
            }),
            JsonSerializer.Serialize(new { Records = new[] { new { Sns = new { Message = one } }, new { Sns = new { Message = one } } } }),
            JsonSerializer.Serialize(new[] { one, notification }),
            $"\uFEFF  [{one},\n{one}]\n",
        ];
        Assert.All(batches, batch => Assert.Equal([User, User], DirectoryEventReader.Read(batch).Events.Select(each => each.UserId)));
    }

    [Fact]
    public void Events_of_another_kind_are_passed_over_with_their_reason()
    {
        var failed = JsonNode.Parse(Event("sso-directory", "DeleteUser", $$$"""{"userId":"{{{User}}}"}""", null))!;
        failed["detail"]!["errorCode"] = "AccessDenied";
        var batch = new JsonArray(
            JsonNode.Parse("""{"source":"aws.ec2","detail-type":"EC2 Instance State-change Notification","detail":{"state":"stopped"}}"""),
            JsonNode.Parse(Event("sso-directory", "UpdateUser", "{}", null)),
            JsonNode.Parse(Event("iam", "DeleteUser", "{}", null)),
            failed,
            JsonNode.Parse("""{"Type":"SubscriptionConfirmation","Message":"You have chosen to subscribe","Token":"t"}"""),
            JsonNode.Parse("""{"user_id":"u","event_type":"Renamed"}"""));
        var reading = DirectoryEventReader.Read(batch.ToJsonString());
        Assert.Empty(reading.Events);
        Assert.Equal(["$[0]", "$[1]", "$[2]", "$[3]", "$[4]", "$[5]"], reading.Skipped.Select(each => each.Path));
        Assert.Contains("'aws.ec2'", reading.Skipped[0].Reason, StringComparison.Ordinal);
        Assert.Contains("UpdateUser", reading.Skipped[1].Reason, StringComparison.Ordinal);
        Assert.Contains("'iam.amazonaws.com'", reading.Skipped[2].Reason, StringComparison.Ordinal);
        Assert.Contains("failed (AccessDenied)", reading.Skipped[3].Reason, StringComparison.Ordinal);
        Assert.Empty(DirectoryEventReader.Read("""{"Messages":[]}""").Events);
    }

    [Theory]
    [InlineData("", "line 1, byte 1", "$")]
    [InlineData("{\n  \"detail\": oops }", "line 2, byte 13", "$")]
    [InlineData("""{"Records":[{"body":"{"}]}""", "line 1, byte 2", "$.Records[0].body")]
    [InlineData("""{"Messages":[{"Body":"42"}]}""", "a Number is no event", "$.Messages[0].body")]
    [InlineData("""[{"a":1}]""", "has none of what events", "$[0]")]
    [InlineData("""{"source":"aws.sso-directory","detail":{}}""", "the record of a call has it", "$.detail.eventSource")]
    [InlineData("""{"detail":[]}""", "an object", "$.detail")]
    [InlineData("""{"detail":{"eventSource":"sso-directory.amazonaws.com"}}""", "it is missing", "$.detail.eventName")]
    [InlineData(
        """{"detail":{"eventSource":"sso-directory.amazonaws.com","eventName":"AddMemberToGroup","requestParameters":{"groupId":"g"}}}""",
        "it is missing", "$.detail.requestParameters.member.memberId")]
    [InlineData(
        """{"eventSource":"sso-directory.amazonaws.com","eventName":"DeleteUser","requestParameters":{"userId":"a' OR 1=1"}}""",
        "no id", "$.requestParameters.userId")]
    [InlineData("""{"event_type":"DeleteUser"}""", "it is missing", "$.user_id")]
    public void A_malformed_event_says_where(string json, string why, string where)
    {
        var failure = Assert.Throws<HoopException>(() => DirectoryEventReader.Read(json));
        Assert.Equal(("IdentityCenter.MalformedEvent", where), (failure.ErrorId, failure.Target));
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
        Assert.Contains(where, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_larger_or_deeper_than_events_are_is_refused()
    {
        Assert.Equal("IdentityCenter.TooManyEvents", ErrorOf(new string(' ', DirectoryEventReader.MaxLength + 1)));
        var one = """{"event_type":"Other"}""";
        var many = string.Join(',', Enumerable.Repeat(one, DirectoryEventReader.MaxEvents + 1));
        Assert.Equal("IdentityCenter.TooManyEvents", ErrorOf($"[{many}]"));
        Assert.Equal("IdentityCenter.MalformedEvent", ErrorOf(new string('[', 100) + new string(']', 100)));
        var nested = one;
        for (var i = 0; i < 6; i++)
            nested = JsonSerializer.Serialize(new { body = nested });
        Assert.Equal("IdentityCenter.MalformedEvent", ErrorOf(nested));
        // A text that holds itself in the form of a list is bounded by its own length.
        Assert.Equal("IdentityCenter.MalformedEvent", ErrorOf(JsonSerializer.Serialize(new string('[', 1_000_000))));

        static string ErrorOf(string json) => Assert.Throws<HoopException>(() => DirectoryEventReader.Read(json)).ErrorId;
    }

    private static DirectoryEvent Single(string json)
    {
        var reading = DirectoryEventReader.Read(json);
        Assert.Empty(reading.Skipped);
        return Assert.Single(reading.Events);
    }

    private static string Event(string source, string name, string parameters, string? response) => $$"""
        {
          "version": "0", "id": "event-id", "detail-type": "AWS API Call via CloudTrail", "source": "aws.{{source}}",
          "account": "111122223333", "time": "2026-11-28T03:04:06Z", "region": "eu-west-1", "resources": [],
          "detail": {
            "eventVersion": "1.08", "eventTime": "2026-11-28T03:04:05Z", "eventSource": "{{source}}.amazonaws.com",
            "eventName": "{{name}}", "requestParameters": {{parameters}}, "responseElements": {{response ?? "null"}},
            "eventID": "record-id"
          }
        }
        """;
}

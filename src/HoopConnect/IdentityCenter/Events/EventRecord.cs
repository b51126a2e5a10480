using System.Globalization;
using System.Text.Json;

namespace HoopConnect.IdentityCenter.Events;

/// <summary>
/// CloudTrail's record of one call on a directory: by the console (<c>sso-directory.amazonaws.com</c>), by the API
/// (<c>identitystore.amazonaws.com</c>) and by a provider over SCIM (<c>identitystore-scim.amazonaws.com</c>). The three spell their
/// members differently.
/// </summary>
internal static class EventRecord
{
    private static readonly string[] Sources = ["sso-directory", "identitystore", "identitystore-scim"];

    /// <summary>Whether EventBridge's source is one of the directory's.</summary>
    public static bool IsOfTheDirectory(string? source) =>
        source is not null && source.StartsWith("aws.", StringComparison.Ordinal) && Sources.Contains(source["aws.".Length..]);

    /// <summary>The events of a record, or why there are none.</summary>
    public static (IReadOnlyList<DirectoryEvent> Events, string? WhyNot) Read(JsonElement envelope, JsonElement record, string path)
    {
        var source = EventFields.Text(record, "eventSource")!;
        if (!Sources.Contains(source.Split('.')[0]))
            return ([], $"calls of '{source}' are of no concern here");
        var name = EventFields.Text(record, "eventName") ?? throw EventFields.Malformed(path + ".eventName", "it is missing");
        if (EventFields.Text(record, "errorCode") is { } code)
            return ([], $"the call {name} failed ({code}) and changed nothing");
        var store = EventFields.Id(record, path, "requestParameters.identityStoreId", "responseElements.identityStoreId");
        var common = new DirectoryEvent(default, "")
        {
            IdentityStoreId = string.IsNullOrEmpty(store) ? null : store,
            Time = Time(record, "eventTime") ?? Time(envelope, "time"),
            EventId = EventFields.Text(record, "eventID") ?? EventFields.Text(envelope, "id"),
        };
        return name == "PatchGroup" ? (PatchGroup(common, record, path), null) : One(common, name, record, path);
    }

    /// <summary>The event of the form in which a forwarding function sends it on, or why there is none.</summary>
    public static (IReadOnlyList<DirectoryEvent> Events, string? WhyNot) ReadForwarded(
        JsonElement envelope, JsonElement detail, string path)
    {
        var type = EventFields.Text(detail, "event_type")!;
        if (Kind(type) is not { } kind)
            return ([], $"'{type}' is of no concern here");
        return ([
            new DirectoryEvent(kind, EventFields.RequireId(detail, path, "user_id"))
            {
                GroupId = EventFields.Id(detail, path, "group_id"),
                Time = Time(envelope, "time"),
                EventId = EventFields.Text(envelope, "id"),
            },
        ], null);
    }

    private static (IReadOnlyList<DirectoryEvent> Events, string? WhyNot) One(
        DirectoryEvent common, string name, JsonElement record, string path)
    {
        switch (Kind(name))
        {
            case DirectoryEventKind.UserCreated:
                var made = EventFields.RequireId(
                    record, path, "responseElements.user.userId", "responseElements.userId", "responseElements.id");
                return ([common with { Kind = DirectoryEventKind.UserCreated, UserId = made }], null);
            case DirectoryEventKind.UserDeleted:
                var gone = EventFields.RequireId(record, path, "requestParameters.userId", "requestParameters.id");
                return ([common with { Kind = DirectoryEventKind.UserDeleted, UserId = gone }], null);
            case { } kind:
                // Who deletes a membership names it by an id of its own, which nothing can look up any more.
                var isUnnamed = name == "DeleteGroupMembership";
                string[] members = ["requestParameters.member.memberId", "requestParameters.memberId", "requestParameters.memberId.userId"];
                string[] group = ["requestParameters.groupId"];
                var user = isUnnamed ? EventFields.Id(record, path, members) ?? "" : EventFields.RequireId(record, path, members);
                var groupId = isUnnamed ? EventFields.Id(record, path, group) : EventFields.RequireId(record, path, group);
                return ([common with { Kind = kind, UserId = user, GroupId = groupId is { Length: > 0 } ? groupId : null }], null);
            default:
                return ([], $"the call {name} is of no concern here");
        }
    }

    // One call of a provider changes up to a hundred memberships; where they are hidden, one event stands for all of the group's.
    private static List<DirectoryEvent> PatchGroup(DirectoryEvent common, JsonElement record, string path)
    {
        var group = EventFields.RequireId(record, path, "requestParameters.id");
        var ofGroup = common with { Kind = DirectoryEventKind.MemberAdded, GroupId = group.Length > 0 ? group : null };
        var body = EventFields.Member(record, "requestParameters") is { } parameters ? EventFields.Member(parameters, "httpBody") : null;
        if (body is not { } patch || EventFields.Member(patch, "Operations") is not { ValueKind: JsonValueKind.Array } operations)
            return [ofGroup];
        var events = new List<DirectoryEvent>();
        foreach (var operation in operations.EnumerateArray())
        {
            var isAddition = string.Equals(EventFields.Text(operation, "op"), "add", StringComparison.OrdinalIgnoreCase);
            var each = ofGroup with { Kind = isAddition ? DirectoryEventKind.MemberAdded : DirectoryEventKind.MemberRemoved };
            var members = EventFields.Member(operation, "value") is { ValueKind: JsonValueKind.Array } values
                ? values.EnumerateArray().Select(value => EventFields.Id(value, path, "value") ?? "").ToList()
                : [];
            events.AddRange(members.DefaultIfEmpty("").Select(member => each with { UserId = member }));
        }

        return events.Count > 0 ? [.. events.Distinct()] : [ofGroup];
    }

    private static DirectoryEventKind? Kind(string name) => name switch
    {
        "CreateUser" => DirectoryEventKind.UserCreated,
        "AddMemberToGroup" or "CreateGroupMembership" => DirectoryEventKind.MemberAdded,
        "RemoveMemberFromGroup" or "DeleteGroupMembership" => DirectoryEventKind.MemberRemoved,
        "DeleteUser" => DirectoryEventKind.UserDeleted,
        _ => null,
    };

    private static DateTime? Time(JsonElement value, string name) =>
        DateTime.TryParse(
            EventFields.Text(value, name), CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
}

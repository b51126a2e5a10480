using System.Text.Json;
using HoopConnect.Sandbox.Traffic;

namespace HoopConnect.Tests.Sandbox.ServiceModels;

/// <summary>A request of the REST-JSON protocol against its operation: method, path, query and body, and its errors.</summary>
internal sealed class RestCheck(Action<string> report)
{
    public void Check(ServiceModel model, Exchange exchange)
    {
        var (method, path) = model.Http(exchange.Action);
        if (exchange.Method != method)
            report($"the method is {exchange.Method}");
        var (sentPath, query) = exchange.RequestTarget.Split('?', 2) is [var before, var after]
            ? (before, after)
            : (exchange.RequestTarget, "");
        var input = model.Input(exchange.Action);
        IReadOnlyDictionary<string, Shape> members = input?.Members ?? new Dictionary<string, Shape>();
        var given = CheckPath(path, sentPath, members);
        foreach (var name in query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')[0]))
        {
            var member = members.FirstOrDefault(each => each.Value.Location == "querystring" && each.Value.LocationName == name);
            if (member.Key is null)
                report($"{name}: no such member of the query");
            else
                given.Add(member.Key);
        }

        var body = members.Where(member => member.Value.Location is null).ToDictionary(member => member.Key, member => member.Value);
        new JsonCheck(report).CheckMembers(body, exchange.RequestBody);
        if (exchange.RequestBody.Length > 0)
        {
            if (!exchange.RequestHeaders.TryGetValue("content-type", out var type) || type[0] != "application/json")
                report("the content type is not application/json");
            using var document = JsonDocument.Parse(exchange.RequestBody);
            given.UnionWith(document.RootElement.EnumerateObject().Select(property => property.Name));
        }

        foreach (var name in (input?.Required ?? []).Where(name => !given.Contains(name)))
            report($"{name}: required and missing");
    }

    public static void CheckError(Exchange exchange, Action<string> report)
    {
        if (exchange.ErrorType != exchange.ErrorCode)
            report($"x-amzn-ErrorType is '{exchange.ErrorType}'");
        using var document = JsonDocument.Parse(exchange.AnswerBody);
        if (!document.RootElement.TryGetProperty("message", out _))
            report("the error has no message");
    }

    private HashSet<string> CheckPath(string template, string path, IReadOnlyDictionary<string, Shape> members)
    {
        var given = new HashSet<string>(StringComparer.Ordinal);
        var (expected, sent) = (template.Split('/'), path.Split('/'));
        if (expected.Length != sent.Length)
            report($"the path is not {template}");
        foreach (var (part, value) in expected.Zip(sent))
        {
            if (!part.StartsWith('{'))
            {
                if (part != value)
                    report($"the path is not {template}");
                continue;
            }

            var name = part.Trim('{', '}');
            given.Add(members.First(member => member.Value.Location == "uri" && (member.Value.LocationName ?? member.Key) == name).Key);
            if (value.Length == 0)
                report($"{name}: empty");
        }

        return given;
    }
}

using System.Collections.Concurrent;
using System.Net;
using HoopConnect.Sandbox.Traffic;

namespace HoopConnect.Tests.Sandbox.ServiceModels;

/// <summary>
/// Holds every request and every answer of a sandbox against AWS's own service models. What it finds fails the test when the sandbox is
/// disposed of. Its messages name members, never values: some of those are passwords.
/// </summary>
internal sealed class ModelChecker : IExchangeObserver
{
    private readonly ConcurrentQueue<string> _violations = new();

    /// <summary>What was found so far.</summary>
    public IReadOnlyCollection<string> Violations => _violations;

    public void Observe(Exchange exchange)
    {
        void Report(string side, string what) => _violations.Enqueue($"{exchange.Service}:{exchange.Action} {side}: {what}");
        try
        {
            var model = ServiceModel.Of(exchange.Service);
            if (exchange.Action.Length == 0 || !model.Has(exchange.Action))
                Report("request", "no such operation");
            else
            {
                CheckRequest(model, exchange, what => Report("request", what));
                CheckAnswer(model, exchange, what => Report("answer", what));
            }
        }
        catch (Exception exception)
        {
            // A document that cannot be read, models that are not installed: found, not lost in the server.
            Report("check", $"{exception.GetType().Name}: {exception.Message}");
        }
    }

    public void Complete() =>
        Assert.True(_violations.IsEmpty, "AWS's service models say otherwise:\n" + string.Join('\n', _violations.Distinct()));

    private static void CheckRequest(ServiceModel model, Exchange exchange, Action<string> report)
    {
        if (model.Protocol == "rest-json")
        {
            new RestCheck(report).Check(model, exchange);
            return;
        }

        var contentType = Header(exchange, "content-type");
        if (exchange.Method != "POST")
            report($"the method is {exchange.Method}");
        if (model.Protocol == "json")
        {
            if (Header(exchange, "x-amz-target") != $"{model.TargetPrefix}.{exchange.Action}")
                report("X-Amz-Target is not the operation");
            if (contentType != $"application/x-amz-json-{model.JsonVersion}")
                report($"the content type is {contentType}");
            new JsonCheck(report).Check(model.Input(exchange.Action), exchange.RequestBody);
            return;
        }
        if (!contentType.StartsWith("application/x-www-form-urlencoded", StringComparison.Ordinal))
            report($"the content type is {contentType}");
        if (!exchange.RequestBody.Split('&').Contains("Version=" + WebUtility.UrlEncode(model.ApiVersion)))
            report($"the version is not {model.ApiVersion}");
        new FormCheck(model.Protocol == "ec2", report).Check(model.Input(exchange.Action), exchange.RequestBody);
    }

    private static void CheckAnswer(ServiceModel model, Exchange exchange, Action<string> report)
    {
        var failed = exchange.Status is < 200 or > 299;
        if (failed != exchange.ErrorCode is not null)
            report($"HTTP {exchange.Status} with the error code '{exchange.ErrorCode}'");
        if (model.Protocol is "json" or "rest-json")
        {
            var json = new JsonCheck(report);
            if (failed && model.Protocol == "rest-json")
                RestCheck.CheckError(exchange, report);
            else if (failed)
                json.CheckError(exchange.AnswerBody);
            else
                json.Check(model.Output(exchange.Action), exchange.AnswerBody);
            return;
        }
        var xml = new XmlCheck(model, report);
        if (failed)
            xml.CheckError(exchange.AnswerBody);
        else
            xml.CheckAnswer(exchange.Action, exchange.AnswerBody);
    }

    private static string Header(Exchange exchange, string name) =>
        exchange.RequestHeaders.TryGetValue(name, out var values) ? values[0] : "";
}

using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace HoopConnect.Sandbox;

/// <summary>
/// A receiver of webhooks at <c>/webhooks</c> and below. It takes everything and verifies nothing: that is for who looks at what came. A
/// <c>GET</c> gives that as JSON.
/// </summary>
public sealed class WebhookEndpoint
{
    internal static readonly PathString Path = "/webhooks";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly ConcurrentQueue<WebhookRequest> _requests = new();
    private readonly ConcurrentQueue<WebhookAnswer> _answers = new();

    /// <summary>What came, the oldest first.</summary>
    public IReadOnlyList<WebhookRequest> Requests => [.. _requests];

    /// <summary>Answers so, once for each of them; then with 204 again.</summary>
    public void Answer(params WebhookAnswer[] answers)
    {
        foreach (var answer in answers)
            _answers.Enqueue(answer);
    }

    /// <summary>Forgets what came, and how it was to answer.</summary>
    public void Clear()
    {
        _requests.Clear();
        _answers.Clear();
    }

    internal async Task HandleAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.WriteAsJsonAsync(Requests, Json, context.RequestAborted);
            return;
        }

        using var reader = new StreamReader(context.Request.Body, new UTF8Encoding(false, throwOnInvalidBytes: true));
        _requests.Enqueue(new WebhookRequest(
            context.Request.Method,
            context.Request.Path + context.Request.QueryString,
            context.Request.Headers.ToDictionary(
                header => header.Key.ToLowerInvariant(), header => header.Value.ToString(), StringComparer.Ordinal),
            await reader.ReadToEndAsync(context.RequestAborted)));
        if (!_answers.TryDequeue(out var answer))
            answer = new WebhookAnswer(204);
        if (answer.Status == 0)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        context.Response.StatusCode = answer.Status;
        if (answer.RetryAfter is { } pause)
            context.Response.Headers.RetryAfter = pause;
        if (answer.Location is { } location)
            context.Response.Headers.Location = location;
        if (answer.Text.Length > 0)
            await context.Response.WriteAsync(answer.Text, context.RequestAborted);
        while (answer.IsEndless && !context.RequestAborted.IsCancellationRequested)
            await context.Response.WriteAsync(new string('x', 65536), context.RequestAborted);
    }
}

using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using HoopConnect.Hosting;

namespace HoopConnect.Hooks.Webhooks;

/// <summary>
/// Sends webhooks. No redirect is followed, since a signature or a token would go along, and no answer is read beyond its headers: whoever
/// chooses the URL learns a status from us and nothing that the host behind it says.
/// </summary>
internal sealed class WebhookSender : IDisposable
{
    private const int LargestHeaders = 16;

    private readonly HttpClient _client;
    private readonly WebhookRetry _retry;
    private readonly TimeProvider _time;

    /// <summary>Makes one; nothing is sent yet.</summary>
    /// <param name="url">Where all goes.</param>
    /// <param name="retry">How hard it is tried.</param>
    /// <param name="time">The clock.</param>
    /// <param name="handler">The way out; null for the one of all.</param>
    public WebhookSender(WebhookUrl url, WebhookRetry retry, TimeProvider time, HttpMessageHandler? handler = null)
    {
        // The deadline of an attempt is that of the clock.
        _client = new HttpClient(handler ?? Direct(url)) { Timeout = Timeout.InfiniteTimeSpan };
        (_retry, _time) = (retry, time);
    }

    /// <summary>Sends until it is taken, refused, or has been tried often enough. A failure is the outcome's.</summary>
    /// <param name="target">To whom.</param>
    /// <param name="message">What.</param>
    /// <param name="attempts">How often at most.</param>
    /// <param name="host">Is told of each attempt.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<WebhookOutcome> SendAsync(
        IWebhookTarget target, WebhookMessage message, int attempts, IHoopHost host, CancellationToken cancellationToken)
    {
        var pauses = new Backoff(_retry.FirstPause, _retry.LongestPause);
        for (var attempt = 1; ; attempt++)
        {
            var answer = await AttemptAsync(target, message, cancellationToken);
            host.Debug($"Webhook {message.Id} to {target.Url}, attempt {attempt}: {answer.Status}.");
            if (answer.IsTaken)
                return new WebhookOutcome(attempt, answer.Status, Failure: null);
            if (!answer.IsPassing)
                return new WebhookOutcome(attempt, answer.Status, Refused(target, message, answer));
            var pause = pauses.Next();
            if (answer.RetryAfter is { } asked && asked > pause)
                pause = asked;
            if (attempt >= attempts || answer.RetryAfter > _retry.LongestPause)
                return new WebhookOutcome(attempt, answer.Status, NotDelivered(target, message, attempt, answer));
            await Task.Delay(pause < _retry.LongestPause ? pause : _retry.LongestPause, _time, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<Answer> AttemptAsync(IWebhookTarget target, WebhookMessage message, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(_retry.Timeout, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Url.Address);
        request.Content = new ReadOnlyMemoryContent(target.Body(message));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("user-agent", "HoopConnect");
        foreach (var (name, value) in target.Headers(message, _time.GetUtcNow()))
            request.Headers.Add(name, value);
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token);
            return new Answer($"status {(int)response.StatusCode}")
            {
                IsTaken = target.IsTaken(response.StatusCode),
                IsPassing = response.StatusCode == HttpStatusCode.TooManyRequests || (int)response.StatusCode >= 500,
                IsRedirect = (int)response.StatusCode is >= 300 and < 400,
                RetryAfter = RetryAfter(response.Headers.RetryAfter),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Answer(string.Create(CultureInfo.InvariantCulture, $"no answer within {_retry.Timeout.TotalSeconds:0.#} s"))
            {
                IsPassing = true,
            };
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            Exception cause = error;
            while (cause.InnerException is not null)
                cause = cause.InnerException;
            return new Answer(cause.Message.TrimEnd('.')) { IsPassing = true };
        }
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? said) =>
        said?.Delta ?? (said?.Date is { } date ? date - _time.GetUtcNow() : null);

    private static HoopException Refused(IWebhookTarget target, WebhookMessage message, Answer answer) =>
        WebhookErrors.Refused.Error(
            $"{target.Url} does not take the webhook {message.Id}: {answer.Status}"
                + (answer.IsRedirect ? ", which leads elsewhere and is not followed." : "."),
            target.Url.ToString());

    private static HoopException NotDelivered(IWebhookTarget target, WebhookMessage message, int attempts, Answer answer) =>
        WebhookErrors.NotDelivered.Error(
            $"The webhook {message.Id} could not be delivered to {target.Url} ({(attempts == 1 ? "1 attempt" : $"{attempts} attempts")}): "
                + answer.Status
                + (answer.RetryAfter is { } wait && wait > TimeSpan.Zero
                    ? string.Create(CultureInfo.InvariantCulture, $"; it asks for a pause of {wait.TotalSeconds:0} s.")
                    : "."),
            target.Url.ToString());

    private static SocketsHttpHandler Direct(WebhookUrl url) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        MaxResponseHeadersLength = LargestHeaders,
        UseProxy = !url.Address.IsLoopback,
        SslOptions = ServerChain.Options(),
    };

    /// <summary>What one attempt came to.</summary>
    /// <param name="Status">In a few words.</param>
    private sealed record Answer(string Status)
    {
        public bool IsTaken { get; init; }

        /// <summary>Whether another time it may be another one.</summary>
        public bool IsPassing { get; init; }

        public bool IsRedirect { get; init; }

        public TimeSpan? RetryAfter { get; init; }
    }
}

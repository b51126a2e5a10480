using System.Net.Http.Headers;
using System.Text.Json;
using System.Xml;
using HoopConnect.Hosting;

namespace HoopConnect.Aws.Protocol;

/// <summary>
/// Reads an answer whole before anything is made of it, and refuses one that no service of AWS gives: what answers may be a proxy, another
/// service, or somebody who wants the memory or the time of this process. Every client of a session is behind it, the SDK's too.
/// </summary>
internal sealed class AnswerGuard(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>A page of 100 databases with 50 tags each, all as long as they may be, is less.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>The deepest answers of AWS have some ten levels; readers get slow, or recurse, with each one.</summary>
    public const int MaxDepth = 64;

    /// <summary>An element takes a hundred times the memory of the bytes it can be written with.</summary>
    public const int MaxNodes = 500_000;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        try
        {
            var host = request.RequestUri?.Authority ?? "";
            var bytes = await ReadAsync(answer.Content, host, cancellationToken);
            Check(bytes, host);
            answer.Content = Again(bytes, answer.Content.Headers);
            return answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    private static async Task<byte[]> ReadAsync(HttpContent content, string host, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > MaxBytes)
            throw TooLarge(host);
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var whole = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            if (whole.Length + count > MaxBytes)
                throw TooLarge(host);
            whole.Write(buffer, 0, count);
        }

        return whole.ToArray();
    }

    /// <summary>What is no document at all is left to whoever reads it: a proxy's page is an answer as well.</summary>
    private static void Check(byte[] bytes, string host)
    {
        try
        {
            var text = bytes.AsSpan().TrimStart("\uFEFF \t\r\n"u8);
            if (text is [(byte)'{' or (byte)'[', ..])
                CheckJson(text, host);
            else if (text.Length > 0)
                CheckXml(bytes, host);
        }
        catch (Exception failure) when (failure is XmlException or JsonException)
        {
            // Its reader will say so.
        }
    }

    private static void CheckXml(byte[] bytes, string host)
    {
        // Laxer than the readers to come: it must get at least as far as they do.
        using var reader = XmlReader.Create(
            new MemoryStream(bytes),
            new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null, CheckCharacters = false });
        for (var nodes = 0; reader.Read();)
            CheckNode(nodes += 1 + reader.AttributeCount, reader.Depth, host);
    }

    private static void CheckJson(ReadOnlySpan<byte> bytes, string host)
    {
        // One deeper than what is refused here: the reader's own refusal would look like a document that is none.
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MaxDepth + 2 });
        for (var nodes = 0; reader.Read(); nodes++)
            CheckNode(nodes, reader.CurrentDepth, host);
    }

    private static void CheckNode(int nodes, int depth, string host)
    {
        if (depth > MaxDepth)
            throw AwsErrors.AnswerTooDeep.Error($"'{host}' answered with a document of more than {MaxDepth} levels.", host);
        if (nodes > MaxNodes)
            throw AwsErrors.AnswerTooLarge.Error($"'{host}' answered with a document of more than {MaxNodes:N0} parts.", host);
    }

    private static HoopException TooLarge(string host) =>
        AwsErrors.AnswerTooLarge.Error($"'{host}' answered with more than {MaxBytes / (1024 * 1024)} MiB.", host);

    private static ByteArrayContent Again(byte[] bytes, HttpContentHeaders headers)
    {
        var content = new ByteArrayContent(bytes);
        foreach (var (name, values) in headers.Where(header => header.Key != "Content-Length"))
            content.Headers.TryAddWithoutValidation(name, values);
        return content;
    }
}

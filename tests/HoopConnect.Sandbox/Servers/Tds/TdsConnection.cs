using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace HoopConnect.Sandbox.Servers.Tds;

/// <summary>One client: pre-login, TLS, login, then requests until it goes.</summary>
internal sealed class TdsConnection(TdsServer server, TcpClient client, TdsWire wire, int number)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            using (client)
            {
                if (!server.Options.Answers)
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                if (await PreLoginAsync(cancellationToken))
                    await SecuredAsync(cancellationToken);
            }
        }
        catch (Exception error)
            when (error
                    is IOException
                        or OperationCanceledException
                        or AuthenticationException
                        or ObjectDisposedException
                        or InvalidDataException)
        {
            // The client went away, or refused our certificate; what it sent before is recorded.
        }
        finally
        {
            server.Closed(number);
        }
    }

    private async Task<bool> PreLoginAsync(CancellationToken cancellationToken)
    {
        await TdsPackets.ReadMessageAsync(wire, cancellationToken);
        if (server.Options.PreLoginGarbage is { } garbage)
        {
            await wire.WriteAsync(garbage, cancellationToken);
            return false;
        }

        // Version 16.0.1000 and encryption: on, or not supported.
        byte[] answer =
        [
            0x00, 0x00, 0x0B, 0x00, 0x06, 0x01, 0x00, 0x11, 0x00, 0x01, 0xFF, 16, 0, 0x03, 0xE8, 0, 0,
            server.Options.Tls ? (byte)0x01 : (byte)0x02,
        ];
        await TdsPackets.WriteAsync(wire, TdsPackets.Result, answer, cancellationToken);
        if (server.Options.Tls)
            return true;
        // A client that sends a login now sends it in the clear: read it, so that a test finds it.
        await TdsPackets.ReadMessageAsync(wire, cancellationToken);
        return false;
    }

    private async Task SecuredAsync(CancellationToken cancellationToken)
    {
        wire.Handshaking = true;
        await using var tls = new SslStream(wire, leaveInnerStreamOpen: true);
        // SQL Server's TLS inside pre-login packets ends at 1.2; 1.3 needs TDS 8.
        var options = new SslServerAuthenticationOptions
        {
            // Offline: a server would look for its own issuer elsewhere too.
            ServerCertificateContext = SslStreamCertificateContext.Create(
                server.Options.Certificate ?? server.Certificate, additionalCertificates: null, offline: true),
            EnabledSslProtocols = SslProtocols.Tls12,
        };
        await tls.AuthenticateAsServerAsync(options, cancellationToken);
        wire.Handshaking = false;
        var (user, password, database) = TdsMessages.Login((await TdsPackets.ReadMessageAsync(tls, cancellationToken)).Data);
        if (server.Options.LoginGarbage is { } garbage)
        {
            await tls.WriteAsync(garbage, cancellationToken);
            return;
        }

        var refusal = server.Accounts.TryGetValue(user, out var known) && known == password
            ? server.Admit(user, database)
            : new TdsError(18456, $"Login failed for user '{user}'.", 14);
        var tokens = new TdsTokens();
        if (refusal is not null)
            tokens.Error(refusal);
        else
            tokens.LoginAcknowledged(database);
        tokens.Done(failed: refusal is not null);
        await TdsPackets.WriteAsync(tls, TdsPackets.Result, tokens.ToArray(), cancellationToken);
        if (refusal is null)
            await ServeAsync(tls, user, database, cancellationToken);
    }

    private async Task ServeAsync(Stream tls, string user, string database, CancellationToken cancellationToken)
    {
        var next = TdsPackets.ReadMessageAsync(tls, cancellationToken);
        while (true)
        {
            var (type, data) = await next;
            next = TdsPackets.ReadMessageAsync(tls, cancellationToken);
            if (type == TdsPackets.Attention)
            {
                await AcknowledgeAttentionAsync(tls, cancellationToken);
                continue;
            }

            var (sql, parameters) = type switch
            {
                TdsPackets.Batch => (TdsMessages.Batch(data), ""),
                TdsPackets.Rpc => TdsProcedure.Read(TdsMessages.AfterHeaders(data)),
                _ => throw new InvalidDataException($"The endpoint does not know messages of type 0x{type:X2}."),
            };
            var answer = server.Answer(number, new TdsRequest(user, database, sql, parameters));
            // An attention, or the end of the connection, cuts a slow answer short.
            if (answer.Delay > TimeSpan.Zero && await Task.WhenAny(Task.Delay(answer.Delay, cancellationToken), next) == next)
                continue;
            if (answer.HangUp)
                return;
            if (answer.Garbage is { } garbage)
                await TdsPackets.WriteAsync(tls, TdsPackets.Result, garbage, cancellationToken);
            else
                await TdsPackets.WriteAsync(tls, TdsPackets.Result, Tokens(answer, type == TdsPackets.Rpc), cancellationToken);
        }
    }

    private async Task AcknowledgeAttentionAsync(Stream tls, CancellationToken cancellationToken)
    {
        server.Attentions++;
        var tokens = new TdsTokens();
        tokens.Done(attention: true);
        await TdsPackets.WriteAsync(tls, TdsPackets.Result, tokens.ToArray(), cancellationToken);
    }

    private static byte[] Tokens(TdsAnswer answer, bool ofProcedure)
    {
        var tokens = new TdsTokens();
        for (var i = 0; i < answer.Results.Count; i++)
        {
            tokens.Rows(answer.Results[i]);
            if (ofProcedure)
                tokens.DoneInProcedure();
            else if (i < answer.Results.Count - 1 || answer.Error is not null)
                tokens.Done(more: true);
        }

        if (answer.Error is { } error)
            tokens.Error(error);
        if (ofProcedure)
            tokens.DoneProcedure(answer.Error?.Number ?? 0);
        else
            tokens.Done(failed: answer.Error is not null);
        return tokens.ToArray();
    }
}

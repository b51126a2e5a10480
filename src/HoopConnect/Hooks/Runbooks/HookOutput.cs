using System.Buffers;
using System.Globalization;
using System.Text;

namespace HoopConnect.Hooks.Runbooks;

/// <summary>
/// What a hook writes to stdout and stderr: the lines of both as they come, the first 4,096 bytes of them, secrets as asterisks. The rest
/// is read, so that the hook can go on, and counted.
/// </summary>
internal sealed class HookOutput(OutputMask mask, int limit = HookOutput.Limit)
{
    /// <summary>How many bytes are kept.</summary>
    public const int Limit = 4096;

    private static readonly byte[] s_asterisks = "********"u8.ToArray();

    // As much more that a secret across the limit is known for one.
    private readonly int _bound = limit + mask.Longest;
    private readonly object _gate = new();
    private readonly List<Line> _lines = [];
    private readonly ArrayBufferWriter<byte> _kept = new();
    private long _total;
    private bool _closed;

    /// <summary>Reads a stream to its end.</summary>
    public async Task ReadAsync(Stream stream)
    {
        var line = new Line();
        lock (_gate)
            _lines.Add(line);
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await stream.ReadAsync(buffer)) > 0)
        {
            lock (_gate)
            {
                if (_closed)
                    return;
                Take(line, buffer.AsSpan(0, count));
            }
        }
    }

    /// <summary>The text, with a note where it was cut. What comes later is not looked at any more.</summary>
    public string Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var line in _lines)
                Flush(line);
            return Text();
        }
    }

    // By lines, so that neither a character nor a secret is torn by what the other stream has to say.
    private void Take(Line line, ReadOnlySpan<byte> chunk)
    {
        var end = chunk.LastIndexOf((byte)'\n') + 1;
        if (end > 0)
        {
            line.Add(chunk[..end], _bound);
            Flush(line);
        }

        line.Add(chunk[end..], _bound);
    }

    private void Flush(Line line)
    {
        _kept.Write(line.Kept[..Math.Min(_bound - _kept.WrittenCount, line.Kept.Length)]);
        _total += line.Total;
        line.Clear();
    }

    private string Text()
    {
        var whole = _kept.WrittenSpan;
        var shown = new ArrayBufferWriter<byte>();
        var taken = 0;
        while (taken < whole.Length && taken < limit && shown.WrittenCount < limit)
        {
            if (mask.LengthAt(whole[taken..]) is > 0 and var length)
            {
                shown.Write(s_asterisks);
                taken += length;
            }
            else
            {
                shown.Write(whole.Slice(taken++, 1));
            }
        }

        var text = shown.WrittenSpan;
        if (taken == _total && text.Length <= limit)
            return Encoding.UTF8.GetString(text);
        var kept = WholeCharacters(text[..Math.Min(text.Length, limit)]);
        var dropped = _total - taken + (text.Length - kept);
        return string.Create(
            CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetString(text[..kept])}\n[{dropped} more bytes were left out]");
    }

    /// <summary>How many bytes there are up to the end of the last whole character.</summary>
    private static int WholeCharacters(ReadOnlySpan<byte> text)
    {
        // RFC 3629: at most three bytes of 10xxxxxx behind one that says how many.
        for (var back = 1; back <= 4 && back <= text.Length; back++)
        {
            var first = text[^back];
            if ((first & 0xC0) == 0x80)
                continue;
            var length = first switch { >= 0xF0 => 4, >= 0xE0 => 3, >= 0xC0 => 2, _ => 1 };
            return length > back ? text.Length - back : text.Length;
        }

        return text.Length;
    }

    /// <summary>A line that is not at its end yet.</summary>
    private sealed class Line
    {
        private readonly ArrayBufferWriter<byte> _kept = new();

        public ReadOnlySpan<byte> Kept => _kept.WrittenSpan;

        public long Total { get; private set; }

        public void Add(ReadOnlySpan<byte> bytes, int bound)
        {
            _kept.Write(bytes[..Math.Min(bytes.Length, bound - _kept.WrittenCount)]);
            Total += bytes.Length;
        }

        public void Clear()
        {
            _kept.ResetWrittenCount();
            Total = 0;
        }
    }
}

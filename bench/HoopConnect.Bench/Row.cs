using System.Globalization;

namespace HoopConnect.Bench;

/// <summary>One measured ratio and what it must be.</summary>
internal sealed record Row(string Work, string Against, double Ratio, double AtMost, string Detail)
{
    /// <summary>Why nothing was measured: a program that the row needs is not there.</summary>
    public string? NotMeasured { get; init; }

    /// <summary>A row that was not measured misses nothing.</summary>
    public bool IsMet => NotMeasured is not null || Ratio <= AtMost;

    public static Row WithoutMeasure(string work, string against, string why) => new(work, against, 0, 0, "") { NotMeasured = why };

    public override string ToString() => NotMeasured is null
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{(IsMet ? "met   " : "MISSED")}  {Work}: {Ratio:0.00#} x {Against} (at most {AtMost:0.00#})  {Detail}")
        : $"------  {Work} against {Against}: not measured, {NotMeasured}";
}

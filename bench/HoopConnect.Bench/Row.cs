using System.Globalization;

namespace HoopConnect.Bench;

/// <summary>One measured ratio and what it must be.</summary>
internal sealed record Row(string Work, string Against, double Ratio, double AtMost, string Detail)
{
    public bool IsMet => Ratio <= AtMost;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{(IsMet ? "met   " : "MISSED")}  {Work}: {Ratio:0.00} x {Against} (at most {AtMost:0.00})  {Detail}");
}

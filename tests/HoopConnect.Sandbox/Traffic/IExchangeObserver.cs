namespace HoopConnect.Sandbox.Traffic;

/// <summary>Hears of every exchange with an AWS service, before the answer leaves. Called from many threads.</summary>
public interface IExchangeObserver
{
    /// <summary>One exchange.</summary>
    void Observe(Exchange exchange);
}

"""The proxy that the system's settings name for an address, a script of the network (PAC) among them."""

from collections.abc import Mapping

from PySide6.QtCore import QUrl
from PySide6.QtNetwork import QNetworkProxy, QNetworkProxyFactory, QNetworkProxyQuery


def system_proxies(url: str) -> Mapping[str, str]:
    """Return the proxy for *url* by scheme; nothing where it is reached directly. May take seconds.

    Only what speaks HTTP is of use: a SOCKS proxy would need another library.
    """
    for proxy in QNetworkProxyFactory.systemProxyForQuery(QNetworkProxyQuery(QUrl(url))):
        if proxy.type() in (QNetworkProxy.ProxyType.HttpProxy, QNetworkProxy.ProxyType.HttpCachingProxy):
            found = QUrl()
            found.setScheme("http")
            found.setHost(proxy.hostName())
            found.setPort(proxy.port())
            found.setUserName(proxy.user())
            found.setPassword(proxy.password())
            address = found.toString(QUrl.ComponentFormattingOption.FullyEncoded)
            return {"http": address, "https": address}
        if proxy.type() == QNetworkProxy.ProxyType.NoProxy:
            return {}
    return {}

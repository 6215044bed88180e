Attribute VB_Name = "QaButtons"
Option Explicit
' The buttons and the ribbon. ASCII only: every word that a user reads comes from a cell or from Python.
' Subs only: a function here could be run from any cell. What they need stands in ThisWorkbook, which no formula reaches.

'#each button
Public Sub {macro}()
    ThisWorkbook.QaStart "{action}"
End Sub

'#end
Public Sub QaRibbon(control As Object)
    Select Case control.ID
        '#each button
        Case "{macro}": {macro}
        '#end
    End Select
End Sub
